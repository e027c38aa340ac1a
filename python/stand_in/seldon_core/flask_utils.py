"""The exception with which user code chooses the status and the reason of an error answer."""


class SeldonMicroserviceException(Exception):
    """An error whose message, HTTP status (default 400) and reason reach the caller."""

    status_code = 400

    def __init__(self, message, status_code=None, payload=None, reason="MICROSERVICE_BAD_DATA"):
        super().__init__()
        self.message = message
        if status_code is not None:
            self.status_code = status_code
        self.payload = payload
        self.reason = reason

    def to_dict(self):
        """The body of the error answer."""
        return {"status": {"status": 1, "info": self.message, "code": -1, "reason": self.reason}}

    def __str__(self):
        return str(self.message)
