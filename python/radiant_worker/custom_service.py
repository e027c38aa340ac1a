"""A class's `custom_service()`: something of its own that runs beside the calls."""

import logging
import threading

_log = logging.getLogger(__name__)


def start_custom_service(user):
    """Runs the method, if there is one, in a thread that does not keep the process alive."""
    service = getattr(user, "custom_service", None)
    if service is None:
        return

    def run():
        try:
            service()
        except Exception:
            _log.exception("custom_service() failed")

    threading.Thread(target=run, name="custom_service", daemon=True).start()
