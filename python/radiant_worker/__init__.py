"""The worker process that runs a user's Python class. The protocol is described in docs/internals/python-worker.md."""
