"""The loop: read a call, answer it, read the next."""

import signal

from .connection import ConnectionClosed


class Server:
    """Answers calls until the server says stop or closes the socket, or SIGTERM comes.

    From its making on SIGTERM lets what is being computed end; while nothing is, it ends the loop at once."""

    def __init__(self, connection, progress):
        self._connection = connection
        self._progress = progress
        self._is_idle = False
        self._is_stopping = False
        signal.signal(signal.SIGTERM, self._on_terminate)

    def serve(self, answerer):
        connection, progress = self._connection, self._progress
        try:
            while True:
                self._is_idle = True
                if self._is_stopping:
                    return
                header, body_bytes = connection.read_header()
                self._is_idle = False
                if "id" not in header:
                    return
                progress.set(header["id"])
                body = connection.read_body(body_bytes)
                connection.write(*answerer.answer(header, body))
                progress.clear()
        except (_Terminated, ConnectionClosed, BrokenPipeError, ConnectionResetError):
            return

    def _on_terminate(self, _number, _frame):
        self._is_stopping = True
        if self._is_idle:
            self._is_idle = False
            raise _Terminated()


class _Terminated(BaseException):
    """Interrupts the wait for the next call."""
