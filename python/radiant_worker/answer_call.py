"""One call: sections in, the user's method, an answer out. Its text and body go into one frame."""

import json
from types import GeneratorType

import numpy as np

from .arrays import DTYPES
from .connection import MAX_BODY_BYTES, MAX_HEADER_BYTES, make_frame_format
from .decode_sections import Message, NamedArrays, decode_sections
from .encode_value import encode_value, is_plain_table
from .extras import describe_extras, has_extras
from .failures import CallFailure, bad_data, describe_error, is_seldon_error
from .hooks import METHODS
from .raw_messages import call_raw

# Padding and what an error adds have their place.
_MAX_HEAD = MAX_HEADER_BYTES - 1024
# A class answers in few shapes, or in as many as its callers ask for.
_MAX_FRAMES = 256
_MAX_PLANNED_BYTES = 4096
# id, verb, inputs, meta and keepLists, perhaps named: neither feedback nor a micro-batch, and no stream.
_PLAIN_MEMBERS = 5
_PLANNED_VERBS = ("predict", "transformInput", "transformOutput")
_DATA_VERBS = ("predict", "transformInput", "transformOutput", "route")


class CallAnswerer:
    """Answers the calls for one user object."""

    def __init__(self, hooks, error_handler=None):
        self._hooks = hooks
        self._error_handler = error_handler
        self._where = {verb: hooks.where(verb) for verb in METHODS}
        self._has_extras = has_extras(hooks)
        self._runners = {verb: self._make_data_runner(verb) for verb in _DATA_VERBS}
        if hooks.stream is not None:
            self._stream_runner = self._make_data_runner("predict", hooks.stream, hooks.accepts_meta(hooks.stream))
        else:
            self._stream_runner = self._runners["predict"]
        # Sends a frame before the call's answer; the loop sets it.
        self.send_part = None
        # Whether the caller of a call that yields has gone; the loop sets it.
        self.is_cancelled = None
        self._runners["aggregate"] = self._run_aggregate
        self._runners["sendFeedback"] = self._run_feedback
        self._runners["healthStatus"] = self._run_health
        self._frames = {}

    def plan(self, call):
        """A function `(id, body)` that answers calls like this one as `answer` does, or gives the whole frame; None when calls
        like this one must be looked at one by one. Plans are for one table of numbers, and for what is decided by its header."""
        verb = call["verb"]
        inputs = call["inputs"]
        if self._has_extras or verb not in _PLANNED_VERBS or len(inputs) != 1 or len(call) - ("named" in call) != _PLAIN_MEMBERS:
            return None
        section = inputs[0]
        dtype = DTYPES.get(section.get("dtype"))
        names = section["names"]
        if dtype is None or call["meta"] is not None or type(names) is not list or set(map(type, names)) - {str}:
            return None
        return self._make_plan(call, tuple(section["shape"]), dtype)

    def _make_plan(self, call, shape, dtype):
        run = self._runners[call["verb"]]
        frames = self._frames
        ndarray = np.ndarray

        def answer(call_id, body):
            try:
                # A view of the frame's own bytes, which nobody else uses: user code may write to it.
                result = run(call, (ndarray(shape, dtype, body),))
                if type(result) is ndarray:
                    frame = frames.get((result.dtype, result.shape))
                    if frame is not None:
                        return frame % (call_id, result.tobytes())
                return self._answer_first(call_id, call, result)
            except BaseException as error:
                return self._answer_error(call_id, call, error)

        return answer

    def _answer_first(self, call_id, call, result):
        """An answer that is not like one before, which is remembered for those after it if it is a small table of numbers."""
        head, body = self._encode(call_id, call, result, call)
        if is_plain_table(result) and len(body) <= _MAX_PLANNED_BYTES and len(self._frames) < _MAX_FRAMES:
            self._frames[result.dtype, result.shape] = make_frame_format(head[head.index(",") :], len(body))
        return head, body

    def answer(self, call_id, call, body):
        """The answer to a call (a frame's header) as `(header text, body)`. Never raises."""
        try:
            return self._answer(call_id, call, body)
        except BaseException as error:
            return self._answer_error(call_id, call, error)

    def _answer(self, call_id, call, body):
        verb = call["verb"]
        sections = call["inputs"]
        feedback = call.get("feedback")
        if feedback is not None and feedback["truth"] is not None:
            sections = sections + [feedback["truth"]]
        values = decode_sections(sections, body)
        if values and type(values[0]) is Message or verb == "healthStatus" and verb in self._hooks.raw:
            return self._answer_raw(call_id, call, values)
        if values and verb in _DATA_VERBS:
            values[0] = self._named_or_alone(values[0])
        runner = self._stream_runner if "stream" in call else self._runners[verb]
        result = runner(call, values)
        return self._encode(call_id, call, result, values[0] if values else self)

    def _named_or_alone(self, value):
        """A class that takes arrays by name gets a dict; others get an array that came alone as it is."""
        if self._hooks.takes_tensors:
            return NamedArrays({"input-0": value}) if isinstance(value, np.ndarray) else value
        return next(iter(value.values())) if type(value) is NamedArrays and len(value) == 1 else value

    def _send_parts(self, call_id, call, parts, given):
        """Each value as a frame of its own. The answer, which ends the call, holds nothing."""
        if type(parts) is not GeneratorType:
            parts = (part for part in (parts,))
        once = {key: value for key, value in call.items() if key != "stream"}
        for part in parts:
            head, body = self._encode(call_id, once, part, given)
            self.send_part('{"part":true,' + head[1:], body)
            if self.is_cancelled(call_id):
                parts.close()
                break
        return '{"id":%d,"output":{"kind":"json","size":4}}' % call_id, b"null"

    def _encode(self, call_id, call, result, given):
        verb = call["verb"]
        if "stream" in call:
            return self._send_parts(call_id, call, result, given)
        if type(result) is GeneratorType:
            result = _join(list(result), self._where[verb])
        response = None
        if type(result) is not np.ndarray and _is_response(result):
            response, result = result, result.data
        if verb == "route":
            text, encoded, dimensions, rows = _encode_branch(result)
        else:
            # Whoever takes arrays by name may answer with them, whatever the caller.
            named = "named" in call or self._hooks.takes_tensors
            text, encoded, dimensions, rows = encode_value(result, call["keepLists"], self._where[verb], given, named)
        extras = ""
        if self._has_extras or response is not None:
            extras = describe_extras(self._hooks, response, dimensions)
        if "rows" in call:
            _check_batch(call["rows"], rows, response)
        if len(text) + len(extras) > _MAX_HEAD or len(encoded) > MAX_BODY_BYTES:
            sizes = len(encoded), len(text) + len(extras)
            raise CallFailure("the answer is too large: %d bytes of data, %d of tags, metrics and names" % sizes)
        return '{"id":%d,"output":%s%s}' % (call_id, text, extras), encoded

    def _make_data_runner(self, verb, method=None, takes_meta=None):
        if method is None:
            method = self._hooks.data[verb]
            takes_meta = self._hooks.takes_keyword[verb]
        if method is None:
            return _DEFAULTS[verb]
        default = _DEFAULTS[verb]

        def run(call, values):
            nonlocal takes_meta
            try:
                if takes_meta:
                    try:
                        return method(values[0], _own(call["inputs"][0]["names"]), meta=call["meta"])
                    except TypeError as error:
                        # A `**kwargs` that hands on to a function without `meta`: that function has not begun.
                        if takes_meta != "maybe" or "unexpected keyword argument 'meta'" not in str(error):
                            raise
                        takes_meta = False
                return method(values[0], _own(call["inputs"][0]["names"]))
            except Exception as error:
                if is_seldon_error(error, "SeldonNotImplementedError"):
                    return default(call, values, error)
                raise

        return run

    def _run_aggregate(self, call, values):
        method = self._hooks.data["aggregate"]
        if method is None:
            raise bad_data("Aggregate not defined")
        return method(values, [section["names"] for section in call["inputs"]])

    def _run_feedback(self, call, values):
        method = self._hooks.data["sendFeedback"]
        if method is None:
            return _empty_array()
        feedback = call["feedback"]
        count = len(call["inputs"])
        features, names = _empty_array(), []
        if count > 0:
            features, names = _array_or_empty(values[0]), call["inputs"][0]["names"]
        truth = _array_or_empty(values[count]) if len(values) > count else _empty_array()
        reward = float(feedback["reward"])
        try:
            if self._hooks.takes_keyword["sendFeedback"]:
                result = method(features, names, reward, truth, routing=feedback["routing"])
            else:
                result = method(features, names, reward, truth)
        except Exception as error:
            if not is_seldon_error(error, "SeldonNotImplementedError"):
                raise
            return _empty_array()
        return _empty_array() if result is None else result

    def _run_health(self, _call, _values):
        method = self._hooks.data["healthStatus"]
        if method is None:
            return "not implemented - assuming healthy" if self._hooks.is_derived else "healthy"
        try:
            return method()
        except Exception as error:
            if is_seldon_error(error, "SeldonNotImplementedError"):
                return "not implemented - assuming healthy"
            raise

    def _answer_raw(self, call_id, call, values):
        verb = call["verb"]
        message = values[0] if values else Message("json", None)
        encoding, encoded = call_raw(self._hooks, verb, message)
        if len(encoded) > MAX_BODY_BYTES:
            raise CallFailure("the answer is too large: %d bytes" % len(encoded))
        text = '{"id":%d,"output":{"kind":"message","encoding":"%s","size":%d}}' % (call_id, encoding, len(encoded))
        return text, encoded

    def _answer_error(self, call_id, call, error):
        where = self._where.get(call.get("verb"), self._hooks.class_name)
        if self._error_handler is not None and _is_json_call(call) and isinstance(error, Exception):
            try:
                response = self._error_handler(error)
            except Exception as raised:
                # The handler is user code too: what it raises is what went wrong now.
                error, response, where = raised, None, "%s.model_error_handler" % self._hooks.class_name
            if response is not None:
                described, body = response
                return json.dumps({"id": call_id, "response": described}), body
        return json.dumps({"id": call_id, "error": describe_error(error, where)}), b""


def _own(names):
    """Names that user code may change: those of the call are shared with calls like it."""
    return names[:] if type(names) is list else names


def _join(values, where):
    """What a generator yielded as one answer: texts one behind the other, the rows of arrays one below the other."""
    if len(values) == 1:
        return values[0]
    if values and all(isinstance(value, str) for value in values):
        return "".join(values)
    try:
        return np.concatenate([np.atleast_1d(np.asarray(value)) for value in values])
    except (ValueError, TypeError) as error:
        raise CallFailure("%s yields values that cannot be joined: ask for them as a stream (%s)" % (where, error)) from None


def _is_json_call(call):
    inputs = call.get("inputs") or [{}]
    return bool(call.get("keepLists")) and inputs[0].get("encoding") != "protobuf"


def _is_response(result):
    kind = type(result)
    if kind.__name__ == "SeldonResponse":
        return hasattr(result, "data")
    # Derived classes: only objects that are no plain data need the walk.
    return hasattr(result, "metrics") and any(base.__name__ == "SeldonResponse" for base in kind.__mro__)


def _encode_branch(result):
    """A router's answer is a Python int; numpy's integers are refused, as they are by Seldon."""
    if not isinstance(result, int):
        raise bad_data("Routing response must be int but got %s" % str(result)[:200])
    body = (b"true" if result else b"false") if isinstance(result, bool) else str(int(result)).encode("ascii")
    return '{"kind":"json","size":%d}' % len(body), body, 2, None


def _check_batch(batch, rows, response):
    expected = sum(batch)
    if rows == expected and response is None:
        return
    if response is not None:
        told = "a SeldonResponse"
    else:
        told = "no array" if rows is None else "%d rows" % rows
    raise CallFailure(
        "predict got a micro-batch of %d rows and returned %s: it does not work row by row" % (expected, told),
        reason="MICROSERVICE_NOT_ROW_WISE",
        notRowWise=True,
    )


def _empty_array():
    return np.array([])


def _array_or_empty(value):
    return value if isinstance(value, np.ndarray) else _empty_array()


def _default_empty(_call, _values, _error=None):
    return _empty_array()


def _default_echo(_call, values, _error=None):
    return values[0]


def _default_route(_call, _values, error=None):
    if error is not None:
        raise error
    raise bad_data("Route not defined")


_DEFAULTS = {
    "predict": _default_empty,
    "transformInput": _default_echo,
    "transformOutput": _default_echo,
    "route": _default_route,
}
