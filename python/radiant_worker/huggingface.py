"""A pipeline of Hugging Face's transformers as a user's class."""

import json
import os

import numpy as np

# Inputs of these names are the texts themselves; all others are keyword arguments of the pipeline. Source: MLServer's runtime.
_POSITIONAL = ("args", "array_inputs", "inputs", "text", "input-0")
# What an array is called whose caller gave it no name: such callers want no named answer either.
_UNNAMED = ("input-0", "")


class Pipeline:
    """`model` is a folder or the name of a published model, `task` the task of the pipeline; one of the two is needed."""

    takes_tensors = True

    def __init__(
        self,
        task=None,
        model=None,
        pretrained_tokenizer=None,
        task_suffix="",
        framework=None,
        device=None,
        batch_size="",
        model_kwargs="",
        optimum_model=False,
        name="",
    ):
        self._task = "%s%s" % (task, task_suffix) if task else None
        self._name = name
        self._options = _without_none(
            model=model,
            tokenizer=pretrained_tokenizer,
            framework=framework,
            device=_to_device(device),
            batch_size=int(batch_size) if batch_size else None,
            model_kwargs=_read_json("model_kwargs", model_kwargs),
        )
        self._is_optimum = optimum_model
        self._pipeline = None

    def load(self):
        make = _import_pipeline(self._is_optimum)
        options = dict(self._options)
        model = options.get("model")
        if model is not None and os.path.isdir(model) and "tokenizer" not in options and _has_tokenizer(model):
            options["tokenizer"] = model
        self._pipeline = make(self._task, **options)

    def predict(self, X, names=None):
        if isinstance(X, dict):
            return self._answer_named(X)
        if isinstance(X, str):
            return self._run([X], {})
        texts = np.asarray(X)
        if texts.dtype.kind in "US" or texts.dtype == object:
            return self._run(_to_list(texts.ravel() if texts.ndim == 2 and texts.shape[1] == 1 else texts), {})
        return self._run(texts.tolist(), {})

    def init_metadata(self):
        task = getattr(self._pipeline, "task", self._task) or ""
        return {
            "name": self._name,
            "platform": "huggingface",
            "inputs": [{"name": "args", "datatype": "BYTES", "shape": [-1]}],
            "outputs": [{"name": "output", "datatype": "BYTES", "shape": [-1]}],
            "custom": {"task": str(task)},
        }

    def _answer_named(self, arrays):
        values = {name: _to_list(value) for name, value in arrays.items()}
        positional = [key for key in values if key in _POSITIONAL]
        if not positional and len(values) == 1:
            positional = list(values)
        rows = values.pop(positional[0]) if positional else None
        answers = self._run(rows, {key: value[0] if _is_single(value) else value for key, value in values.items()})
        if len(arrays) == 1 and next(iter(arrays)) in _UNNAMED:
            return answers
        output = np.empty(len(answers), dtype=object)
        for index, answer in enumerate(answers):
            output[index] = answer
        return {"output": output}

    def _run(self, rows, options):
        """The answers as plain values, one a row."""
        try:
            answer = self._pipeline(**options) if rows is None else self._pipeline(rows, **options)
        except (TypeError, ValueError) as error:
            # What pipelines raise for inputs of the wrong kind or name.
            raise _bad_data("the pipeline refuses the input: %s" % error) from error
        answer = _to_plain(answer)
        if not isinstance(answer, list):
            answer = [answer]
        # Pipelines give a list a row where there may be several answers.
        return [one[0] if isinstance(one, list) and len(one) == 1 and isinstance(one[0], dict) else one for one in answer]


def _import_pipeline(is_optimum):
    wanted = "optimum" if is_optimum else "transformers"
    try:
        if is_optimum:
            from optimum.pipelines import pipeline
        else:
            from transformers import pipeline
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".", 1)[0]
        raise ValueError("the package %s is not installed (python -m pip install %s)" % (missing, missing)) from error
    except ImportError as error:
        raise ValueError("%s has no pipeline here: %s" % (wanted, error)) from error
    return pipeline


def _has_tokenizer(folder):
    return any(name.startswith("tokenizer") or name in ("vocab.txt", "vocab.json") for name in os.listdir(folder))


def _without_none(**values):
    return {key: value for key, value in values.items() if value is not None}


def _to_device(text):
    if text is None:
        return None
    return int(text) if text.lstrip("-").isdigit() else text


def _read_json(name, text):
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError("parameter %s is no JSON: %s" % (name, error)) from None


def _is_single(value):
    return isinstance(value, list) and len(value) == 1


def _to_list(value):
    if not isinstance(value, np.ndarray):
        return value
    flat = value.ravel() if value.dtype.kind in "USO" and value.ndim == 2 and value.shape[1] == 1 else value
    return [item.decode("utf-8") if isinstance(item, bytes) else item for item in flat.tolist()]


def _to_plain(value):
    """Without the number types of numpy and torch, which JSON does not know."""
    if isinstance(value, dict):
        return {str(key): _to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return value.tolist()
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _bad_data(message):
    from seldon_core.flask_utils import SeldonMicroserviceException

    return SeldonMicroserviceException(message, status_code=400)
