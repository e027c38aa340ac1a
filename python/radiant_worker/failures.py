"""What goes wrong: a start that fails, a call that fails, and the frames that tell the server."""

import importlib
import os
import sys

_BAD_DATA = "MICROSERVICE_BAD_DATA"
_INTERNAL = "MICROSERVICE_INTERNAL_ERROR"
# What an exception says of itself can be of any size.
_MAX_TEXT = 1024 * 1024
_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class StartFailure(Exception):
    """The class cannot be served. `phase` is parameters, import, class, construct or load."""

    def __init__(self, phase, message, exit_code=1):
        super().__init__(message)
        self.phase = phase
        self.message = message
        self.exit_code = exit_code

    def describe(self):
        """The `failed` member of the frame that tells the server."""
        cause = self.__cause__
        return {
            "phase": self.phase,
            "exitCode": self.exit_code,
            "message": self.message,
            "traceback": "" if cause is None else format_traceback(cause),
        }


class CallFailure(Exception):
    """A call that fails for a reason that the worker itself found."""

    def __init__(self, message, status=500, reason=_INTERNAL, **flags):
        super().__init__(message)
        self.message = message
        self.status_code = status
        self.reason = reason
        self.flags = flags


def bad_data(message):
    """The failure of a call whose data, or whose answer, is none that can be used: status 400."""
    return CallFailure(message, 400, _BAD_DATA)


def describe_error(error, where):
    """The `error` member of an answer. `where` names the user's method, for example `ClusterModel.predict`."""
    described = {"message": _message(error, where)[:_MAX_TEXT], "reason": _INTERNAL, "httpStatus": 500}
    if isinstance(error, CallFailure) or is_seldon_error(error, "SeldonMicroserviceException"):
        described["httpStatus"] = _status(getattr(error, "status_code", 400))
        described["reason"] = str(getattr(error, "reason", None) or _BAD_DATA)
    if isinstance(error, CallFailure):
        described.update(error.flags)
        if error.__cause__ is None:
            return described
    described["exception"] = type(error).__name__
    described["traceback"] = format_traceback(error)
    return described


def is_seldon_error(error, name):
    """True for an exception of this name from `seldon_core`, the real one or the stand-in, or one derived from it."""
    for base in type(error).__mro__:
        if base.__name__ == name and base.__module__.split(".", 1)[0] == "seldon_core":
            return True
    return False


def format_traceback(error):
    """The traceback as text, from the first line that is not the worker's own."""
    import traceback

    frames = error.__traceback__
    while frames is not None and frames.tb_next is not None and _is_own(frames):
        frames = frames.tb_next
    try:
        return "".join(traceback.format_exception(type(error), error, frames)).rstrip("\n")[-_MAX_TEXT:]
    except Exception:  # a user's exception whose own __str__ raises
        return "".join(traceback.format_tb(frames)) + type(error).__name__


def _is_own(frames):
    name = frames.tb_frame.f_code.co_filename
    return os.path.dirname(name) == _PACKAGE or name.startswith("<frozen importlib") or name == importlib.__file__


def _message(error, where):
    if isinstance(error, SystemExit):
        return "%s called sys.exit(%s); return a value or raise an exception" % (where, error.code)
    if isinstance(error, MemoryError) and not error.args:
        return "out of memory in %s" % where
    if not isinstance(error, Exception):
        return "%s raised %s" % (where, type(error).__name__)
    if isinstance(error, CallFailure) or is_seldon_error(error, "SeldonMicroserviceException"):
        return str(getattr(error, "message", ""))
    try:
        return str(error)
    except Exception:  # a user's exception whose own __str__ raises
        return type(error).__name__


def _status(value):
    if isinstance(value, int) and 200 <= value <= 599:
        return int(value)
    return 500


def write_stderr(text):
    """A line on fd 2, for what cannot be told through the socket."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
