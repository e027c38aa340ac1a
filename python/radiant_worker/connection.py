"""The frames on the socket: `u32 headerSize, u32 bodySize`, a JSON header, the body."""

import os
import threading
from json import JSONDecoder
from struct import Struct

_PREFIX = Struct("<II")
_BUFFER_BYTES = 64 * 1024
# The server ends a worker that sends more.
MAX_HEADER_BYTES = 64 * 1024 * 1024
MAX_BODY_BYTES = 2**32 - 8
# Up to this size one write of joined bytes is cheaper than several of their parts.
_JOIN_BYTES = 64 * 1024
_PADDING = tuple(b"\0" * n for n in range(8))

_scan_json = JSONDecoder().scan_once
_unpack_prefix = _PREFIX.unpack_from


class ConnectionClosed(Exception):
    """The server has closed its end of the socket."""


class Connection:
    """Reads frames one after the other (by one thread) and writes them (by any thread)."""

    def __init__(self, fd):
        self._fd = fd
        self._buffer = bytearray(_BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._start = 0
        self._end = 0
        self._lock = threading.Lock()
        os.set_blocking(fd, True)
        os.set_inheritable(fd, False)

    @property
    def fd(self):
        return self._fd

    def read_header(self):
        """The next frame's header (a dict) and the size of its body, which must be read next."""
        start = self._start
        if self._end - start < 8:
            start = self._fill(8)
        header_bytes, body_bytes = _unpack_prefix(self._buffer, start)
        start += 8
        end = start + header_bytes
        if end > self._end:
            if header_bytes > _BUFFER_BYTES:
                return self._read_large_header(start, header_bytes), body_bytes
            self._start = start
            start = self._fill(header_bytes)
            end = start + header_bytes
        self._start = end
        return _scan_json(self._buffer[start:end].decode(), 0)[0], body_bytes

    def _read_large_header(self, start, header_bytes):
        if header_bytes > MAX_HEADER_BYTES:
            raise ValueError("a frame's header says that it has %d bytes" % header_bytes)
        self._start = start
        return _scan_json(self.read_body(header_bytes).decode(), 0)[0]

    def read_body(self, size):
        """The next `size` bytes as a bytearray of their own, which user code may keep and write to."""
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
        head = header.encode("utf-8")
        head += b"       "[: -len(head) % 8]
        body_bytes = len(body)
        padding = _PADDING[-body_bytes % 8]
        prefix = _PREFIX.pack(len(head), body_bytes + len(padding))
        if body_bytes <= _JOIN_BYTES:
            parts = (b"".join((prefix, head, body, padding)),)
        else:
            parts = (prefix + head, body, padding)
        if self._fd < 0:
            return
        with self._lock:
            for part in parts:
                self._write_all(part)

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
