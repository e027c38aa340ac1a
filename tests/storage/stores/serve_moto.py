"""Serves S3 and STS on a free port of 127.0.0.1, with a bucket that anybody with credentials may read. Prints the port; ends with its parent."""

import signal

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print("port", server.get_host_and_port()[1], flush=True)
signal.pause()
