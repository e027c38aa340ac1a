"""A process that user code forks is no worker: it must not speak on the socket, and must end when it is told to."""

import logging
import os
import signal


def release_in_forked_children(connection, progress):
    """Arranges that children made by fork have Python's own SIGTERM, log to fd 2 and do not hold the socket open."""

    def release():
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        logging.getLogger().handlers[:] = [logging.StreamHandler()]
        connection.abandon()
        progress.abandon()

    os.register_at_fork(after_in_child=release)
