"""Ends the process when the server has gone while user code computes."""

import os
import select
import threading
import time

_GRACE_SECONDS = 0.5


def watch_server(fd):
    """Starts a thread that sleeps until the other end of the socket is closed."""
    threading.Thread(target=_watch, args=(fd,), name="radiant-watch-server", daemon=True).start()


def _watch(fd):
    poll = select.poll()
    # No event is asked for: only the end of the connection is reported, not data that waits.
    poll.register(fd, 0)
    poll.poll()
    # When nothing is being computed the main thread has seen the end too and is about to exit in good order.
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
