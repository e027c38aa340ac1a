"""A booster's file as a user's class, read by the library that wrote it: for forms that the server does not read itself. None of them holds code."""

from .failures import bad_data

# What is taken when nobody says: the first of these that the model has.
_BEST_FIRST = ("predict", "predict_proba")


class BoosterFile:
    """`library`: catboost, lightgbm or xgboost. `method` must be there; the columns of the answer have no names."""

    def __init__(self, path, library, method="", name=""):
        self._path = path
        self._library = library
        self._method = method
        self._name = name
        self._model = None
        self._ask = None
        self._count = 0

    def load(self):
        try:
            self._model, self._count, methods = _LOADERS[self._library](self._path)
        except ModuleNotFoundError as error:
            missing = (error.name or "").split(".", 1)[0]
            raise ValueError("the package %s is not installed (python -m pip install %s)" % (missing, missing)) from None
        method = self._method or next(name for name in _BEST_FIRST if name in methods)
        if method not in methods:
            raise ValueError("%s has no method %r: its methods are %s" % (self._library, method, ", ".join(methods)))
        self._method = method
        self._ask = methods[method]

    def predict(self, X, names=None):
        shape = getattr(X, "shape", ())
        if len(shape) != 2:
            raise bad_data("the input must be rows of %d features: [[...]]" % self._count)
        if shape[1] != self._count:
            # Libraries take columns that are not there for missing values.
            raise bad_data("feature count is %d, the model was fitted with %d" % (shape[1], self._count))
        try:
            return self._ask(X)
        except Exception as error:  # each library has a class of its own for data that does not fit the model
            raise bad_data(str(error).strip().split("\n", 1)[0] or type(error).__name__) from error

    def init_metadata(self):
        return {
            "name": self._name,
            "platform": self._library,
            "inputs": [{"messagetype": "ndarray", "schema": {"shape": [-1, self._count]}}],
            "outputs": [{"messagetype": "ndarray", "schema": {"shape": [-1]}}],
            "custom": {"method": self._method},
        }


def _load_catboost(path):
    import catboost

    file_format = "json" if path.endswith(".json") else "cbm"
    model = catboost.CatBoost().load_model(path, file_format)
    if len(model.classes_) == 0:
        model = catboost.CatBoostRegressor().load_model(path, file_format)
        return model, len(model.feature_names_), {"predict": model.predict}
    model = catboost.CatBoostClassifier().load_model(path, file_format)
    # Labels of several classes come as a column.
    return model, len(model.feature_names_), {
        "predict": lambda X: model.predict(X).reshape(len(X)),
        "predict_proba": model.predict_proba,
    }


def _load_lightgbm(path):
    import lightgbm

    model = lightgbm.Booster(model_file=path)
    return model, model.num_feature(), {"predict": model.predict}


def _load_xgboost(path):
    import xgboost

    model = xgboost.Booster()
    model.load_model(path)
    return model, model.num_features(), {"predict": lambda X: model.predict(xgboost.DMatrix(X))}


_LOADERS = {"catboost": _load_catboost, "lightgbm": _load_lightgbm, "xgboost": _load_xgboost}
