"""A model file as a user's class: for models of known libraries that the server does not run itself, and for users' own code."""

import hashlib
import io
import os

# What is taken when nobody says: the first of these that the model has.
_BEST_FIRST = ("predict_proba", "predict", "transform", "decision_function", "score_samples")


class ModelFile:
    """Loads a pickle, a joblib file or an MLflow folder with the libraries that are installed, and answers with one of its methods.

    `method` must be there; `preferred` is taken where the model has it. `checksum` (SHA-256, may be empty) is that of the file
    that the server looked at: a file that was changed since is refused."""

    def __init__(self, path, method="", name="", checksum="", preferred=""):
        self._path = path
        self._method = method
        self._preferred = preferred
        self._name = name
        self._checksum = checksum
        self._model = None
        self._names = None

    def load(self):
        if os.path.isdir(self._path):
            self._model = _load_folder(self._path)
        else:
            self._model = _load_file(self._path, self._checksum)
        self._method = _choose_method(self._model, self._method, self._preferred)
        names = getattr(self._model, "feature_names_in_", None)
        self._names = None if names is None else [str(name) for name in names]

    def predict(self, X, names=None):
        rows = self._arrange(X, names)
        try:
            answer = getattr(self._model, self._method)(rows)
        except ValueError as error:
            # What the libraries raise for data that does not fit the model.
            raise _bad_data(str(error)) from error
        return answer.toarray() if hasattr(answer, "toarray") else answer

    def class_names(self):
        classes = getattr(self._model, "classes_", None)
        if classes is None or isinstance(classes, list) or not self._method.endswith("_proba"):
            raise NotImplementedError
        return [str(label) for label in classes]

    def init_metadata(self):
        count = getattr(self._model, "n_features_in_", None)
        schema = {"shape": [-1, -1 if count is None else int(count)]}
        if self._names is not None:
            schema["names"] = self._names
        return {
            "name": self._name,
            "platform": "python",
            "inputs": [{"messagetype": "ndarray", "schema": schema}],
            "outputs": [{"messagetype": "ndarray", "schema": {"shape": [-1]}}],
            "custom": {"estimator": type(self._model).__name__, "method": self._method},
        }

    def _arrange(self, X, names):
        """The rows, as a data frame with the model's columns where the model was fitted with one."""
        if self._names is None:
            return X
        given = [str(name) for name in names] if names is not None and len(names) > 0 else self._names
        if all(name.startswith("t:") for name in given):
            given = self._names
        missing = [name for name in self._names if name not in given]
        extra = [name for name in given if name not in self._names]
        if missing or extra:
            raise _bad_data("the columns do not fit the model: missing %s; not known %s" % (missing, extra))
        if len(given) != X.shape[-1]:
            raise _bad_data("feature count is %d, the model was fitted with %d" % (X.shape[-1], len(self._names)))
        import pandas

        return pandas.DataFrame(X, columns=given)[self._names].infer_objects()


def _bad_data(message):
    from seldon_core.flask_utils import SeldonMicroserviceException

    return SeldonMicroserviceException(message, status_code=400)


def _load_folder(path):
    if not os.path.isfile(os.path.join(path, "MLmodel")):
        raise ValueError("%s is no MLflow folder: name the model file in it" % path)
    import mlflow.pyfunc

    return mlflow.pyfunc.load_model(path)


def _load_file(path, checksum):
    with open(path, "rb") as file:
        data = file.read()
    if checksum and hashlib.sha256(data).hexdigest() != checksum:
        raise ValueError("%s was changed while the server started" % path)
    try:
        import joblib
    except ImportError:
        import pickle

        return pickle.loads(data)
    return joblib.load(io.BytesIO(data))


def _choose_method(model, wanted, preferred):
    if wanted:
        if hasattr(model, wanted):
            return wanted
        there = [name for name in _BEST_FIRST if hasattr(model, name)]
        raise ValueError("%s has no method %r: its methods are %s" % (type(model).__name__, wanted, ", ".join(there)))
    for name in (preferred, *_BEST_FIRST):
        if name and hasattr(model, name):
            return name
    raise ValueError("%s has no method that can be served" % type(model).__name__)
