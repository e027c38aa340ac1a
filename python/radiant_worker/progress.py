"""What the server finds when the worker has crashed: the call that was being computed, and answers that had not been sent."""

import mmap

# Words (u64) before the held answers: the call's id, how often held answers have been sent, how many bytes are held.
_ID, _SENDINGS, _HELD_BYTES = range(3)
HEAD_BYTES = 24
# The last word is written by the server: the id of a call whose answers nobody takes any more.
_TAIL_BYTES = 8


class Progress:
    """`held` is the number of answers that wait to be sent."""

    def __init__(self, fd):
        self._use(mmap.mmap(fd, 0))

    def _use(self, buffer):
        self._bytes = memoryview(buffer)
        self._words = self._bytes[: min(len(buffer), HEAD_BYTES)].cast("Q")
        self._cancelled = self._bytes[-_TAIL_BYTES:].cast("Q")
        self._end = HEAD_BYTES
        self.held = 0

    def is_cancelled(self, call_id):
        """Whether the caller has gone: what yields may stop."""
        return self._cancelled[0] == call_id

    def set(self, call_id):
        self._words[_ID] = call_id

    def clear(self):
        self._words[_ID] = 0

    def hold(self, frame):
        """Keeps an answer's frame where a crash does not reach it. False when there is no room."""
        end = self._end + len(frame)
        if end > len(self._bytes) - _TAIL_BYTES:
            return False
        self._bytes[self._end : end] = frame
        self._end = end
        self.held += 1
        self._words[_HELD_BYTES] = end - HEAD_BYTES
        return True

    def send_held(self, connection):
        """Sends what is held, in one write. After a crash in the middle the server may have it twice."""
        if self.held == 0:
            return
        connection.write_bytes(self._bytes[HEAD_BYTES : self._end])
        self._end = HEAD_BYTES
        self.held = 0
        words = self._words
        words[_HELD_BYTES] = 0
        words[_SENDINGS] += 1

    def abandon(self):
        """From now on nobody sees what is noted: this process is no worker."""
        self._use(bytearray(len(self._bytes)))
