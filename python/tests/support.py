"""What the tests share: calls in memory, and a real worker process behind a socket."""

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import textwrap

import numpy as np

from radiant_worker.answer_call import CallAnswerer
from radiant_worker.hooks import Hooks

PYTHON_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def has_module(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def tensor(values):
    array = np.asarray(values)
    return {"kind": "tensor", "dtype": str(array.dtype), "shape": list(array.shape)}, array.tobytes()


def listed(value):
    return {"kind": "list"}, json.dumps(value).encode()


def text(value):
    return {"kind": "string"}, value.encode()


def json_value(value):
    return {"kind": "json"}, json.dumps(value).encode()


def message(value):
    return {"kind": "message", "encoding": "json"}, json.dumps(value).encode()


def make_call(call_id, verb, inputs, truth=None, names=(), keep_lists=True, meta=None, **members):
    """A call's header and body."""
    body = b""
    sections = []
    for section, data in [*inputs, *([truth] if truth else [])]:
        sections.append(dict(section, size=len(data)))
        body += data + b"\0" * (-len(data) % 8)
    header = {"id": call_id, "verb": verb, "meta": meta, "keepLists": keep_lists, **members}
    header["inputs"] = [dict(section, names=list(names)) for section in sections[: len(inputs)]]
    if truth:
        header["feedback"]["truth"] = sections[-1]
    return header, body


def decode_output(header, body):
    """The value that an answer carries."""
    output = header["output"]
    data = bytes(body)[: output["size"]]
    if output.get("dtype") == "json":
        elements = json.loads(data, parse_constant=_refuse)
        array = np.empty(len(elements), dtype=object)
        array[:] = elements
        return array.reshape(output["shape"])
    if output["kind"] == "tensor":
        return np.frombuffer(data, output["dtype"]).reshape(output["shape"])
    if output["kind"] in ("list", "json"):
        return json.loads(data, parse_constant=_refuse)
    return data.decode() if output["kind"] == "string" else data


def _refuse(token):
    raise AssertionError("%s is no JSON" % token)


class Caller:
    """Calls a user's object in memory, without frames."""

    def __init__(self, user, error_handler=None):
        self._answerer = CallAnswerer(Hooks(user), error_handler)

    def call(self, verb, *inputs, **options):
        """The answer's header and body."""
        head, body = self._answerer.answer(7, *_as_bytearray(make_call(7, verb, inputs, **options)))
        return json.loads(head), body

    def value(self, verb, *inputs, **options):
        header, body = self.call(verb, *inputs, **options)
        if "output" not in header:
            raise AssertionError(header)
        return decode_output(header, body)

    def error(self, verb, *inputs, **options):
        header, _ = self.call(verb, *inputs, **options)
        return header["error"]


def _as_bytearray(call):
    return call[0], bytearray(call[1])


def make_frame(header, body=b""):
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    return struct.pack("<II", len(head), len(body)) + head + body


class WorkerProcess:
    """A worker as the server starts it. `source` is the text of the modules in its folder, by file name."""

    def __init__(self, class_name, source, parameters=None, environment=None, level="INFO", worker_index=0, has_one_core=False):
        self._folder = tempfile.TemporaryDirectory()
        for name, code in source.items():
            path = os.path.join(self._folder.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(code))
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(30)
        self._progress = tempfile.TemporaryFile()
        self._progress.write(b"\0" * 65536)
        self._progress.flush()
        self._buffer = b""
        self.logs = []
        self.process = self._start(theirs, dict(os.environ, PYTHONPATH=PYTHON_FOLDER, **(environment or {})))
        theirs.close()
        start = {
            "className": class_name,
            "parameters": parameters or {},
            "workerIndex": worker_index,
            "logLevel": level,
            "hasOneCore": has_one_core,
            "environment": {},
        }
        self.send({"start": start})
        self.first = self.receive()[0]

    def _start(self, theirs, environment):
        # Both numbers are moved out of the way first: either could be 3 or 4 already.
        high = [
            os.dup2(fd, 50 + index, inheritable=True)
            for index, fd in enumerate((theirs.fileno(), self._progress.fileno()))
        ]
        command = 'exec "$0" -m radiant_worker 3<&%d 4<>/dev/fd/%d %d<&- %d<&-' % (*high, *high)
        try:
            return subprocess.Popen(
                ["bash", "-c", command, sys.executable],
                cwd=self._folder.name, env=environment, pass_fds=high, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        finally:
            for fd in high:
                os.close(fd)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.socket.close()
        if self.process.poll() is None:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        self._progress.close()
        self._folder.cleanup()

    def send(self, header, body=b""):
        self.socket.sendall(make_frame(header, body))

    def held(self):
        """The headers of the answers that are held back."""
        self._progress.seek(16)
        (size,) = struct.unpack("<Q", self._progress.read(8))
        frames = self._progress.read(size)
        headers = []
        while frames:
            head_size, body_size = struct.unpack("<II", frames[:8])
            headers.append(json.loads(frames[8 : 8 + head_size]))
            frames = frames[8 + head_size + body_size :]
        return headers

    def receive(self):
        """The next frame that is no log record."""
        while True:
            head_size, body_size = struct.unpack("<II", self._read(8))
            if head_size % 8 or body_size % 8:
                raise AssertionError("sizes %d and %d" % (head_size, body_size))
            header = json.loads(self._read(head_size))
            body = self._read(body_size)
            if "log" not in header:
                return header, body
            self.logs.append(header["log"])

    def _read(self, size):
        while len(self._buffer) < size:
            data = self.socket.recv(1 << 20)
            if not data:
                raise EOFError("the worker has ended")
            self._buffer += data
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def call(self, call_id, verb, *inputs, **options):
        self.send(*make_call(call_id, verb, inputs, **options))
        return self.receive()

    def progress(self):
        self._progress.seek(0)
        return struct.unpack("<Q", self._progress.read(8))[0]
