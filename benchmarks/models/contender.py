"""Answers one JSON line per JSON line: {"model", "method", "rows", "repeat"} -> CPU and wall seconds of one call.

Usage: contender.py FOLDER [--load | --onnx].
"""
import json
import os
import resource
import sys
import time

folder = sys.argv[1]
option = sys.argv[2] if len(sys.argv) > 2 else ""
if option == "--load":
    import joblib

    file = os.path.join(folder, json.loads(sys.stdin.readline())["model"] + ".joblib")
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    model = joblib.load(file)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    status = open("/proc/self/status").read()
    kib = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.startswith(("VmHWM", "VmRSS"))}
    print(json.dumps({"wall": wall, "cpu": cpu, "peakMb": kib["VmHWM"] / 1024, "nowMb": kib["VmRSS"] / 1024}), flush=True)
    sys.exit()

import numpy as np


def open_onnx(name):
    """A function from rows to the answers, or None where the model has no ONNX form."""
    import onnxruntime

    file = os.path.join(folder, name + ".onnx")
    if os.path.getsize(file) == 0:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options)
    entry = session.get_inputs()[0].name
    return lambda task, x: session.run(None, {entry: x})[-1 if task["method"] == "predict_proba" else 0]


def open_joblib(name):
    import joblib

    model = joblib.load(os.path.join(folder, name + ".joblib"))
    return lambda task, x: getattr(model, task["method"])(x)


rows = np.fromfile(os.path.join(folder, "rows.f64")).reshape(-1, 10)
if option == "--onnx":
    rows = rows.astype(np.float32)
name, ask = None, None
for line in sys.stdin:
    task = json.loads(line)
    if task["model"] != name:
        name, ask = task["model"], None
        ask = (open_onnx if option == "--onnx" else open_joblib)(name)
    if ask is None:
        print("null", flush=True)
        continue
    x = rows[: task["rows"]]
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(task["repeat"]):
        answer = ask(task, x)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    sample = np.asarray(answer, dtype=float).ravel()
    print(json.dumps({"cpu": cpu / task["repeat"], "wall": wall / task["repeat"], "sample": sample[:: max(1, len(sample) // 64)].tolist()}), flush=True)
