"""The loop: read a call, answer it, read the next."""
import signal

from .connection import ConnectionClosed


class _Stop(BaseException):
    """Raised by the signal handler while nothing is being computed."""


def serve(connection, progress, answerer):
    """Answers calls until the server says stop, closes the socket, or SIGTERM comes (which lets the current call end)."""
    state = {"idle": False, "stop": False}

    def on_terminate(_number, _frame):
        state["stop"] = True
        if state["idle"]:
            raise _Stop()

    signal.signal(signal.SIGTERM, on_terminate)
    try:
        while not state["stop"]:
            state["idle"] = True
            header, body_bytes = connection.read_header()
            state["idle"] = False
            if "id" not in header:
                return
            progress.set(header["id"])
            body = connection.read_body(body_bytes)
            connection.write(*answerer.answer(header, body))
            progress.clear()
    except (_Stop, ConnectionClosed, BrokenPipeError, ConnectionResetError):
        return
