"""Base classes that user code derives from or returns."""

from .flask_utils import SeldonMicroserviceException


class SeldonNotImplementedError(SeldonMicroserviceException):
    """Raised by a hook that the class does not have: the caller gets the default answer."""

    status_code = 400

    def __init__(self, message):
        super().__init__(message)


class SeldonResponse:
    """A result together with tags and metrics that were made while it was computed. They are checked when it is answered."""

    def __init__(self, data, tags=None, metrics=None):
        self.data = data
        self.tags = {} if tags is None else tags
        self.metrics = [] if metrics is None else metrics

    @classmethod
    def create(cls, data):
        """The data itself when it is a response already."""
        return data if isinstance(data, cls) else cls(data=data)


def _missing(name):
    def method(self, *args, **kwargs):
        raise SeldonNotImplementedError("%s is not implemented" % name)

    method.__name__ = name
    return method


class SeldonComponent:
    """Every hook, none of them implemented."""

    def __init__(self, **kwargs):
        pass

    def load(self):
        pass

    tags = _missing("tags")
    metrics = _missing("metrics")
    class_names = _missing("class_names")
    feature_names = _missing("feature_names")
    predict = _missing("predict")
    predict_raw = _missing("predict_raw")
    transform_input = _missing("transform_input")
    transform_input_raw = _missing("transform_input_raw")
    transform_output = _missing("transform_output")
    transform_output_raw = _missing("transform_output_raw")
    route = _missing("route")
    route_raw = _missing("route_raw")
    aggregate = _missing("aggregate")
    aggregate_raw = _missing("aggregate_raw")
    send_feedback = _missing("send_feedback")
    send_feedback_raw = _missing("send_feedback_raw")
    health_status = _missing("health_status")
    health_status_raw = _missing("health_status_raw")
    init_metadata = _missing("init_metadata")
    metadata = _missing("metadata")
