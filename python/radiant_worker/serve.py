"""The loop: read calls, answer them one after the other, read the next."""

import signal
from collections import deque
from time import perf_counter

from .call_headers import CallHeaders
from .connection import ConnectionClosed, join_frame

# Answers wait for each other so long at most, and only where calls are short: there a write, and the server's waking up for it,
# costs more than the wait. Where server and worker have one core between them nobody can do anything with an answer meanwhile.
_MAX_HELD_SECONDS = 0.001
_MAX_HELD_SECONDS_ON_ONE_CORE = 0.004
_MAX_CALL_SECONDS = 0.001
_MAX_HELD_BYTES = 4096


class Server:
    """Answers calls until the server says stop or closes the socket, or SIGTERM comes.

    From its making on SIGTERM lets what is being computed end; while nothing is, it ends the loop at once."""

    def __init__(self, connection, progress, has_one_core=False):
        self._connection = connection
        self._has_one_core = has_one_core
        self._progress = progress
        self._held_since = 0.0
        self._is_idle = False
        self._is_stopping = False
        signal.signal(signal.SIGTERM, self._on_terminate)

    def serve(self, answerer):
        try:
            try:
                self._serve(answerer)
            finally:
                self._progress.send_held(self._connection)
                self._progress.clear()
        except (_Terminated, ConnectionClosed, BrokenPipeError, ConnectionResetError):
            return

    def _serve(self, answerer):
        connection, progress = self._connection, self._progress
        headers = CallHeaders(answerer.plan)
        answerer.send_part = self._send_part
        answerer.is_cancelled = progress.is_cancelled
        calls = deque()
        while True:
            if not calls:
                self._is_idle = True
                if self._is_stopping:
                    return
                connection.read_calls(headers, calls, self._begin)
                self._is_idle = False
                began = perf_counter()
            elif self._is_stopping:
                return
            call_id, call, plan, body = calls.popleft()
            if call_id is None:
                return
            progress.set(call_id)
            frame = answerer.answer(call_id, call, body) if plan is None else plan(call_id, body)
            if type(frame) is tuple:
                if len(frame[1]) > _MAX_HELD_BYTES:
                    progress.send_held(connection)
                    connection.write(*frame)
                    progress.clear()
                    began = perf_counter()
                    continue
                frame = join_frame(*frame)
            now = perf_counter()
            if now - began < _MAX_CALL_SECONDS and self._may_hold(headers, calls, now) and progress.hold(frame):
                began = now
                continue
            began = now
            if progress.held == 0 or not progress.hold(frame):
                progress.send_held(connection)
                connection.write_bytes(frame)
            progress.send_held(connection)
            progress.clear()

    def _send_part(self, head, body):
        # What is held was answered before.
        self._progress.send_held(self._connection)
        self._connection.write(head, body)

    def _may_hold(self, headers, calls, now):
        """True when an answer had better wait for the next one: another call is here already, and nobody waits long.

        With cores enough the server must get the first half of the answers while the second half is computed, or the worker
        would idle after it."""
        progress = self._progress
        if progress.held == 0:
            self._held_since = now
        if self._has_one_core:
            longest, least = _MAX_HELD_SECONDS_ON_ONE_CORE, 0
        else:
            longest, least = _MAX_HELD_SECONDS, progress.held + 1
        if now - self._held_since >= longest:
            return False
        if len(calls) <= least:
            self._connection.read_ready_calls(headers, calls)
        return len(calls) > least

    def _begin(self, call_id):
        self._is_idle = False
        self._progress.set(call_id or 0)

    def _on_terminate(self, _number, _frame):
        self._is_stopping = True
        if self._is_idle:
            self._is_idle = False
            raise _Terminated()


class _Terminated(BaseException):
    """Interrupts the wait for the next call."""
