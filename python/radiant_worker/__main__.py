"""Entry point: `python -m radiant_worker`, started by the server with a socket on fd 3 and a progress file on fd 4."""

import signal
import sys

from .run import run

SOCKET_FD = 3
PROGRESS_FD = 4

if __name__ == "__main__":
    # Ctrl-C in a terminal goes to the whole process group; when to end is the server's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(run(SOCKET_FD, PROGRESS_FD))
