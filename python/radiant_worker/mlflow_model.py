"""An MLflow folder as a user's class, loaded by MLflow's generic loader (python_function)."""

import logging
import os
import re

import numpy as np

_log = logging.getLogger(__name__)
# MLflow's column types whose values must have the very dtype; a server gets numbers as JSON has them.
_INTEGERS = {"integer": "int32", "long": "int64"}
_FLOATS = {"float": "float32", "double": "float64"}
_MAX_TOLD = 20


class MlflowModel:
    """`xtype`: `ndarray` (the model gets an array, unless its signature has names), else a data frame with the names of the request."""

    def __init__(self, path, name="", xtype="ndarray"):
        self._path = path
        self._name = name
        self._as_array = xtype == "ndarray"
        self._model = None
        self._schema = None
        self._columns = None

    def load(self):
        try:
            import mlflow.pyfunc
        except ModuleNotFoundError as error:
            if (error.name or "").split(".", 1)[0] != "mlflow":
                raise
            raise ValueError("the package mlflow is not installed (python -m pip install mlflow)") from None
        for difference in _find_differences(self._path):
            _log.warning("the model's requirements: %s", difference)
        self._model = mlflow.pyfunc.load_model(self._path)
        metadata = self._model.metadata
        self._schema = metadata.get_input_schema() if metadata is not None else None

    def predict(self, X, names=None):
        from mlflow.exceptions import MlflowException

        try:
            answer = self._model.predict(self._arrange(X, names))
        except MlflowException as error:
            # What MLflow raises for data that its signature does not allow.
            raise _bad_data(str(error)) from error
        return self._take(answer)

    def class_names(self):
        if self._columns is None:
            raise NotImplementedError
        return self._columns

    def init_metadata(self):
        described = {"name": self._name, "platform": "mlflow", "custom": {"loader": "python_function"}}
        if self._names() is not None:
            described["inputs"] = [
                {"messagetype": "ndarray", "schema": {"names": self._names(), "shape": [-1, len(self._names())]}}
            ]
        return described

    def _names(self):
        if self._schema is None or self._schema.is_tensor_spec() or not self._schema.has_input_names():
            return None
        return list(self._schema.input_names())

    def _arrange(self, X, names):
        schema = self._schema
        if schema is not None and schema.is_tensor_spec():
            types = schema.numpy_types()
            return np.asarray(X).astype(types[0]) if len(types) == 1 and isinstance(X, np.ndarray) else X
        if not isinstance(X, np.ndarray):
            return X
        rows = X.reshape(-1, 1) if X.ndim == 1 else X
        given = [str(name) for name in names] if names is not None and len(names) > 0 else None
        wanted = self._names()
        if wanted is None:
            return X if self._as_array else _make_frame(rows, given)
        if given is None or (self._as_array and set(given) != set(wanted)):
            if rows.shape[-1] != len(wanted):
                raise _bad_data(
                    "feature count is %d, the model's signature has %d: %s"
                    % (rows.shape[-1], len(wanted), ", ".join(wanted[:_MAX_TOLD]))
                )
            given = wanted
        return _fit_types(_make_frame(rows, given), schema)

    def _take(self, answer):
        """What MLflow models return, as what the server answers."""
        self._columns = None
        if hasattr(answer, "columns") and hasattr(answer, "to_numpy"):
            self._columns = [str(name) for name in answer.columns]
            return answer.to_numpy()
        if hasattr(answer, "to_numpy"):
            return answer.to_numpy()
        return answer.toarray() if hasattr(answer, "toarray") else answer


def _make_frame(rows, names):
    import pandas

    if names is not None and len(names) != rows.shape[-1]:
        raise _bad_data("there are %d names for %d columns" % (len(names), rows.shape[-1]))
    return pandas.DataFrame(rows, columns=names).infer_objects()


def _fit_types(frame, schema):
    """The columns with the types of the signature, where no value changes by it. The rest is MLflow's own check."""
    import pandas

    for column in schema.inputs:
        if column.name not in frame.columns or not hasattr(column.type, "name"):
            continue
        name = column.type.name
        values = frame[column.name]
        is_number = values.dtype.kind in "iufb"
        if name in _INTEGERS and is_number and _is_whole(values):
            frame[column.name] = values.astype(_INTEGERS[name])
        elif name in _FLOATS and is_number:
            frame[column.name] = values.astype(_FLOATS[name])
        elif name == "boolean" and is_number and values.isin((0, 1)).all():
            frame[column.name] = values.astype(bool)
        elif name == "datetime" and not is_number:
            frame[column.name] = pandas.to_datetime(values)
    return frame


def _is_whole(values):
    return values.dtype.kind in "iub" or bool((np.isfinite(values) & (values == np.floor(values))).all())


def _bad_data(message):
    from seldon_core.flask_utils import SeldonMicroserviceException

    return SeldonMicroserviceException(message, status_code=400)


def _find_differences(path):
    """How the installed packages differ from those that requirements.txt of the folder asks for; nothing is installed."""
    from importlib import metadata

    try:
        with open(os.path.join(path, "requirements.txt"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        match = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?\s*==\s*([^\s;#,]+)\s*(?:;.*)?$", line)
        name = match.group(1) if match else None
        if name is None:
            bare = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", line)
            name = bare.group(1) if bare else None
        if name is None:
            continue
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append("%s is not installed" % line.strip())
            continue
        if match and installed != match.group(2):
            found.append("%s, but %s is installed" % (line.strip(), installed))
    return found[:_MAX_TOLD]
