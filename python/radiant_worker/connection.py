"""The frames on the socket: `u32 headerSize, u32 bodySize`, a JSON header, the body."""

import os
import select
import threading
from struct import Struct

from .call_headers import parse_header

_PREFIX = Struct("<II")
_BUFFER_BYTES = 64 * 1024
# The server ends a worker that sends more.
MAX_HEADER_BYTES = 64 * 1024 * 1024
MAX_BODY_BYTES = 2**32 - 8
# Up to this size one write of joined bytes is cheaper than several of their parts.
_JOIN_BYTES = 64 * 1024
_PADDING = tuple(b"\0" * n for n in range(8))
_SPACES = tuple(b" " * n for n in range(8))

_unpack_prefix = _PREFIX.unpack_from


class ConnectionClosed(Exception):
    """The server has closed its end of the socket."""


def join_frame(header, body):
    """The bytes of one frame; see `Connection.write`."""
    head = header.encode("utf-8")
    head += _SPACES[-len(head) % 8]
    padding = _PADDING[-len(body) % 8]
    return b"".join((_PREFIX.pack(len(head), len(body) + len(padding)), head, body, padding))


def make_frame_format(rest, body_bytes):
    """A format of frames that differ in their id and their body: `format % (id, body)`. `rest` is the header after the id."""
    head = b'{"id":%16d' + rest.encode("utf-8").replace(b"%", b"%%")
    size = len(head % 0)
    padding = -body_bytes % 8
    prefix = _PREFIX.pack(size + -size % 8, body_bytes + padding).replace(b"%", b"%%")
    return b"".join((prefix, head, _SPACES[-size % 8], b"%b", _PADDING[padding]))


class Connection:
    """Reads frames one after the other (by one thread) and writes them (by any thread)."""

    def __init__(self, fd):
        self._fd = fd
        self._buffer = bytearray(_BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._start = 0
        self._end = 0
        self._lock = threading.Lock()
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)
        os.set_blocking(fd, True)
        os.set_inheritable(fd, False)

    @property
    def fd(self):
        return self._fd

    def read_header(self):
        """The next frame's header (a dict). The frame has no body."""
        header_bytes, _ = _unpack_prefix(self._buffer, self._fill(8))
        self._start += 8
        return parse_header(bytes(self._read(header_bytes)))

    def read_calls(self, headers, calls, begin):
        """Appends the calls that have come to `calls`, as `(id, call, plan, body)`; waits while there is none.

        `headers` are CallHeaders. A body is a bytearray of its own, which user code may keep and write to. `begin(id)` is called
        before memory is taken for a large one."""
        start = self._fill(8)
        header_bytes, body_bytes = _unpack_prefix(self._buffer, start)
        if 8 + header_bytes + body_bytes > _BUFFER_BYTES:
            if header_bytes > MAX_HEADER_BYTES:
                raise ValueError("a frame's header says that it has %d bytes" % header_bytes)
            self._start = start + 8
            call_id, call, plan = headers.read(bytes(self._read(header_bytes)))
            begin(call_id)
            calls.append((call_id, call, plan, self._read(body_bytes)))
            return
        self._fill(8 + header_bytes + body_bytes)
        self._cut_calls(headers, calls)

    def read_ready_calls(self, headers, calls):
        """The same without waiting."""
        if self._start == self._end:
            self._start = self._end = 0
        if self._end < _BUFFER_BYTES and self._poll.poll(0):
            # The end of the stream, which gives nothing here, is met again by the next read.
            self._end += os.readv(self._fd, (self._view[self._end :],))
            self._cut_calls(headers, calls)

    def _cut_calls(self, headers, calls):
        buffer, start, end = self._buffer, self._start, self._end
        while end - start >= 8:
            header_bytes, body_bytes = _unpack_prefix(buffer, start)
            body_start = start + 8 + header_bytes
            body_end = body_start + body_bytes
            if body_end > end:
                break
            call_id, call, plan = headers.read(bytes(buffer[start + 8 : body_start]))
            calls.append((call_id, call, plan, buffer[body_start:body_end]))
            start = body_end
        self._start = start

    def _read(self, size):
        """The next `size` bytes as a bytearray of their own."""
        start = self._start
        if self._end - start >= size:
            self._start = end = start + size
            return self._buffer[start:end]
        body = bytearray(size)
        view = memoryview(body)
        done = self._end - start
        view[:done] = self._view[start : self._end]
        self._start = self._end = 0
        while done < size:
            count = os.readv(self._fd, [view[done:]])
            if count == 0:
                raise ConnectionClosed()
            done += count
        return body

    def _fill(self, size):
        """Reads until so many bytes (at most the buffer's size) wait in the buffer, and gives the place of the first."""
        start, end = self._start, self._end
        if end - start >= size:
            return start
        if start == end:
            start = end = 0
        elif start + size > _BUFFER_BYTES:
            rest = self._buffer[start:end]
            start, end = 0, len(rest)
            self._buffer[:end] = rest
        while end - start < size:
            count = os.readv(self._fd, (self._view[end:],))
            if count == 0:
                raise ConnectionClosed()
            end += count
        self._start, self._end = start, end
        return start

    def write(self, header, body=b""):
        """Sends one frame. `header` is JSON text, `body` is bytes-like (its length in bytes); both are padded here."""
        if len(body) <= _JOIN_BYTES:
            self.write_bytes(join_frame(header, body))
            return
        head = header.encode("utf-8")
        head += _SPACES[-len(head) % 8]
        padding = _PADDING[-len(body) % 8]
        prefix = _PREFIX.pack(len(head), len(body) + len(padding))
        if self._fd < 0:
            return
        with self._lock:
            for part in (prefix + head, body, padding):
                self._write_all(part)

    def write_bytes(self, data):
        """Sends bytes that are whole frames."""
        if self._fd < 0:
            return
        with self._lock:
            self._write_all(data)

    def abandon(self):
        """Closes this process's copy of the socket; what is written afterwards is dropped."""
        os.close(self._fd)
        self._fd = -1

    def _write_all(self, data):
        written = os.write(self._fd, data)
        if written == len(data):
            return
        view = memoryview(data)
        while written < len(data):
            written += os.write(self._fd, view[written:])
