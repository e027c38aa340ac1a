"""The headers of calls, which mostly differ in their id alone."""

from json import JSONDecoder

_START = b'{"id":'
_MAX_KNOWN = 64
_MAX_KNOWN_BYTES = 1024

_scan_json = JSONDecoder().scan_once


def parse_header(raw):
    return _scan_json(raw.decode(), 0)[0]


class CallHeaders:
    """Reads headers. What comes after the id is parsed, and planned for, only when it is seen for the first time."""

    def __init__(self, make_plan):
        self._make_plan = make_plan
        self._known = {}

    def read(self, raw):
        """`(id, call, plan)` of a header's bytes; `(None, header, None)` when it is no call. A call that has a plan is shared
        by all that look like it."""
        if not raw.startswith(_START):
            return None, parse_header(raw), None
        comma = raw.find(b",", 6)
        rest = raw[comma:]
        known = self._known.get(rest)
        if known is not None:
            return int(raw[6:comma]), known[0], known[1]
        call = parse_header(raw)
        plan = self._make_plan(call) if len(rest) <= _MAX_KNOWN_BYTES else None
        if plan is not None:
            if len(self._known) == _MAX_KNOWN:
                self._known.clear()
            self._known[rest] = call, plan
        return call["id"], call, plan
