"""A worker from its first frame to its end."""

import gc
import os
import sys

from .connection import Connection, ConnectionClosed
from .failures import StartFailure, write_stderr
from .forked_child import release_in_forked_children
from .hooks import Hooks
from .json_text import dump_header
from .load_class import call_load, construct, load_class
from .logs import start_logging
from .parameters import parse_parameters
from .progress import Progress
from .serve import Server
from .watch_server import watch_server

# Allocations before the collector looks at young objects (Python's own choice is 700 to 2000).
_GC_THRESHOLD = 50_000


def run(socket_fd, progress_fd):
    """Runs the worker and gives the exit code of the process."""
    try:
        connection = Connection(socket_fd)
        progress = Progress(progress_fd)
    except OSError as error:
        write_stderr("radiant_worker is started by the radiant server, not by hand (%s)" % error)
        return 2
    try:
        start = connection.read_header()["start"]
    except ConnectionClosed:
        return 0
    os.environ.update(start.get("environment") or {})
    start_logging(connection, start.get("logLevel", "INFO"))
    release_in_forked_children(connection, progress)
    watch_server(socket_fd)
    import faulthandler

    faulthandler.enable()
    try:
        answerer, ready = _open(start)
    except StartFailure as failure:
        connection.write(dump_header({"failed": failure.describe()}))
        return failure.exit_code
    server = Server(connection, progress, start.get("hasOneCore", False))
    connection.write(dump_header({"ready": ready}))
    server.serve(answerer)
    return 0


def _open(start):
    """The user's object, loaded, as `(CallAnswerer, ready info)`. Raises StartFailure."""
    name = start["className"]
    parameters = parse_parameters(start.get("parameters") or {})
    _set_path()
    user = construct(load_class(name), name, parameters)
    call_load(user, name)
    _require_numpy()
    from .answer_call import CallAnswerer
    from .custom_service import start_custom_service
    from .error_handler import make_error_handler
    from .metadata import collect_metadata
    from .ready_info import describe_ready

    try:
        hooks = Hooks(user)
        error_handler = make_error_handler(user)
        ready = describe_ready(hooks, collect_metadata(hooks.init_metadata))
    except Exception as error:  # a property of the class that raises, or a blueprint that Flask refuses
        raise StartFailure("class", "%s cannot be served: %s: %s" % (name, type(error).__name__, error)) from error
    if start.get("workerIndex", 0) == 0:
        start_custom_service(user)
    _settle_memory()
    return CallAnswerer(hooks, error_handler), ready


def _set_path():
    """The current folder comes first; the stand-in for seldon_core last, so that the real one wins where it is installed."""
    here = os.getcwd()
    if not sys.path or sys.path[0] != here:
        sys.path.insert(0, here)
    worker = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.append(os.path.join(worker, "stand_in"))


def _require_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        message = "numpy is needed and cannot be imported (%s): %s -m pip install numpy" % (error, sys.executable)
        raise StartFailure("import", message) from error


def _settle_memory():
    """What is there after load() lives as long as the process: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 20)
