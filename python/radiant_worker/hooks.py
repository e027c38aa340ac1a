"""Which hooks a user's object has, and how each wants to be called. Looked at once, when the worker starts."""

# The bit of a code object's flags that says that it takes `**kwargs`.
_HAS_KWARGS = 0x08
# ... and the one that says that calling it gives a generator.
_IS_GENERATOR = 0x20
# verb -> name of the method
METHODS = {
    "predict": "predict",
    "transformInput": "transform_input",
    "transformOutput": "transform_output",
    "route": "route",
    "aggregate": "aggregate",
    "sendFeedback": "send_feedback",
    "healthStatus": "health_status",
}
# The keyword argument that a method gets if it can take it, and the positional ones before it.
_KEYWORDS = {
    "predict": ("meta", 2),
    "transformInput": ("meta", 2),
    "transformOutput": ("meta", 2),
    "route": ("meta", 2),
    "sendFeedback": ("routing", 4),
}


class Hooks:
    """The methods of one user object. `data` and `raw` are None for a verb without such a method."""

    def __init__(self, user):
        self.user = user
        self.class_name = type(user).__name__
        self.data = {verb: _find(user, name) for verb, name in METHODS.items()}
        self.takes_keyword = {
            verb: self.data[verb] is not None and _accepts(self.data[verb], count, keyword)
            for verb, (keyword, count) in _KEYWORDS.items()
        }
        self.raw = {verb: _find_raw(user, verb, name) for verb, name in METHODS.items()}
        self.raw = {verb: found for verb, found in self.raw.items() if found}
        self.stream = _find(user, "predict_stream")
        # A predict that yields is its own stream.
        self.streams = self.stream is not None or _is_generator(self.data["predict"])
        self.takes_tensors = getattr(user, "takes_tensors", False) is True
        self.tags = _find(user, "tags")
        self.metrics = _find(user, "metrics")
        self.class_names = _find(user, "class_names")
        self.init_metadata = _find(user, "init_metadata")
        self.is_derived = any(_is_seldon_component(base) for base in type(user).__mro__)

    @property
    def reads_meta(self):
        """Whether a hook for data may look at what came beside the data."""
        takes = [self.takes_keyword[verb] for verb in ("predict", "transformInput", "transformOutput")]
        return any(takes) or (self.stream is not None and bool(self.accepts_meta(self.stream)))

    def accepts_meta(self, method):
        """Whether a method like predict takes the keyword argument `meta`."""
        keyword, count = "meta", 2
        return _accepts(method, count, keyword)

    def where(self, verb):
        """The method as its author knows it, for messages."""
        return "%s.%s" % (self.class_name, METHODS[verb])

    @property
    def is_batchable(self):
        """True when nothing of the class looks at one request by itself."""
        return (
            self.data["predict"] is not None
            and self.tags is None
            and self.metrics is None
            and not self.takes_tensors
            and "predict" not in self.raw
        )


def _find(user, name):
    """The attribute, or None when only the base class SeldonComponent has it (there it raises "not implemented")."""
    found = getattr(user, name, None)
    if found is None or name in getattr(user, "__dict__", ()):
        return found
    for base in type(user).__mro__:
        if name in vars(base):
            return None if _is_seldon_component(base) else found
    return found


def _is_generator(method):
    code = getattr(getattr(method, "__func__", method), "__code__", None)
    return code is not None and bool(code.co_flags & _IS_GENERATOR)


def _find_raw(user, verb, name):
    """The methods for whole messages, by encoding: `{"json": (method, form), "protobuf": (method, form)}`.

    `form` is what the method wants: `any` (dict or protobuf message, as the caller has it), `json`, `text` (JSON text) or `protobuf`.
    The older `_rest` and `_grpc` methods win over `_raw`; for predict each serves its own kind of caller only."""
    found = {}
    raw = _find(user, name + "_raw")
    if raw is not None:
        # Feedback is always a protobuf message to user code: that is how it was parsed.
        form = "protobuf" if verb == "sendFeedback" else "any"
        found = {"json": (raw, form), "protobuf": (raw, form)}
    if verb == "healthStatus":
        return found
    rest = _find(user, name + "_rest")
    grpc = _find(user, name + "_grpc")
    rest_form = "text" if verb == "sendFeedback" else "json"
    if grpc is not None:
        found["protobuf"] = (grpc, "protobuf")
        if rest is None and verb != "predict":
            found.setdefault("json", (grpc, "protobuf"))
    if rest is not None:
        found["json"] = (rest, rest_form)
        if verb != "predict":
            found.setdefault("protobuf", (rest, rest_form))
    return found


def _is_seldon_component(base):
    return base.__name__ == "SeldonComponent" and base.__module__.split(".", 1)[0] == "seldon_core"


def _accepts(method, positional, keyword):
    """Whether `method(*positional, keyword=...)` is a call that its signature allows: True, False, or "maybe" when only a
    `**kwargs` takes the keyword, which may be handed on to a function that does not."""
    code = getattr(getattr(method, "__func__", None), "__code__", None)
    if code is not None and not hasattr(method, "__wrapped__"):
        return _accepts_code(code, positional + 1, keyword)
    import inspect

    try:
        # A decorator's function must take it, and the one that it decorates.
        for follow in (False, True):
            signature = inspect.signature(method, follow_wrapped=follow)
            signature.bind(*range(positional), **{keyword: None})
    except (TypeError, ValueError):
        return False
    return True if keyword in signature.parameters else "maybe"


def _accepts_code(code, positional, keyword):
    """The same for a plain Python method (`self` counted), without `inspect`, which takes milliseconds to import."""
    named = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    if keyword in named[code.co_posonlyargcount :]:
        # A name that a positional argument takes already would be given twice.
        return named.index(keyword) >= positional
    return "maybe" if code.co_flags & _HAS_KWARGS else False
