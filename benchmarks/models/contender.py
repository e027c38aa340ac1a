"""Answers one JSON line per JSON line: {"model", "method", "rows", "repeat"} -> CPU and wall seconds of one call."""
import json
import os
import resource
import sys
import time

folder = sys.argv[1]
if sys.argv[2:] == ["--load"]:
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

import joblib
import numpy as np

rows = np.fromfile(os.path.join(folder, "rows.f64")).reshape(-1, 10)
models = {}
for line in sys.stdin:
    task = json.loads(line)
    name = task["model"]
    if name not in models:
        models[name] = joblib.load(os.path.join(folder, name + ".joblib"))
    ask = getattr(models[name], task["method"])
    x = rows[: task["rows"]]
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(task["repeat"]):
        answer = ask(x)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    sample = np.asarray(answer, dtype=float).ravel()
    print(json.dumps({"cpu": cpu / task["repeat"], "wall": wall / task["repeat"], "sample": sample[:: max(1, len(sample) // 64)].tolist()}), flush=True)
