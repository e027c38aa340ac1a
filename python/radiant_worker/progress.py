"""The 8 bytes in which the server reads, after a crash, which call was being computed."""

import mmap
from struct import Struct

_ID = Struct("<Q")


class Progress:
    def __init__(self, fd):
        self._map = mmap.mmap(fd, _ID.size)

    def set(self, call_id):
        _ID.pack_into(self._map, 0, call_id)

    def clear(self):
        _ID.pack_into(self._map, 0, 0)
