"""Python's `logging` and `warnings`, sent to the server as frames."""

import logging
import sys

from .json_text import dump_header

_MAX_TEXT = 1024 * 1024
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class FrameHandler(logging.Handler):
    """Sends each record to the server. Any thread may log."""

    def __init__(self, connection):
        super().__init__()
        self._connection = connection
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record):
        try:
            entry = {
                "level": _level_name(record.levelno),
                "logger": record.name,
                "message": self.format(record)[:_MAX_TEXT],
            }
            self._connection.write(dump_header({"log": entry}))
        except Exception:
            self.handleError(record)


def start_logging(connection, level):
    """Replaces the root logger's handlers. `level` is DEBUG, INFO, WARNING or ERROR."""
    root = logging.getLogger()
    root.handlers[:] = [FrameHandler(connection)]
    root.setLevel(level if level in _LEVELS else "INFO")
    logging.captureWarnings(True)
    # Lines that user code prints must not wait in a buffer until there is a page of them.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True)


def _level_name(number):
    if number >= logging.ERROR:
        return "ERROR"
    if number >= logging.WARNING:
        return "WARNING"
    return "INFO" if number >= logging.INFO else "DEBUG"
