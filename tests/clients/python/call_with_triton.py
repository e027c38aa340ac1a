"""Calls an echo over the Open Inference Protocol with Triton's clients. Prints one line of JSON per check: name and problem."""

import json
import sys

import numpy as np
import tritonclient.grpc as grpc
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

HTTP, GRPC, MODEL = sys.argv[1:]
ARRAYS = {
    "BOOL": np.array([[True, False]]),
    "INT8": np.array([-128, 127], np.int8),
    "INT16": np.array([-32768, 32767], np.int16),
    "INT32": np.array([[-(2**31)], [2**31 - 1]], np.int32),
    "INT64": np.array([-(2**63), 2**63 - 1], np.int64),
    "UINT8": np.array([0, 255], np.uint8),
    "UINT16": np.array([65535], np.uint16),
    "UINT32": np.array([2**32 - 1], np.uint32),
    "UINT64": np.array([2**64 - 1, 1], np.uint64),
    "FP16": np.array([0.1, -2.5], np.float16),
    "FP32": np.array([0.1, np.nan, -np.inf], np.float32),
    "FP64": np.array([[0.1, 1e300], [-0.0, np.inf]]),
    "BYTES": np.array([b"hello", b"\xff\x00", "wörld".encode()], dtype=np.object_),
}


def check(name, run):
    try:
        problem = run() or ""
    except Exception as error:
        problem = "%s: %s" % (type(error).__name__, error)
    print(json.dumps({"name": name, "problem": problem}))


def same(want, got):
    if got is None or got.dtype != want.dtype or got.shape != want.shape:
        return "want %s %s, got %s" % (want.dtype, want.shape, got if got is None else (got.dtype, got.shape))
    equal = np.array_equal(want, got, equal_nan=want.dtype.kind == "f")
    return "" if equal else "want %s, got %s" % (want, got)


def echo(module, client, datatype, array, **options):
    given = module.InferInput("x", list(array.shape), datatype)
    given.set_data_from_numpy(array, **options)
    binary = {} if module is grpc else {"binary_data": options.get("binary_data", True)}
    answer = client.infer(MODEL, [given], outputs=[module.InferRequestedOutput("x", **binary)], request_id="id-1")
    told = answer.get_response()
    if (told["id"] if module is http else told.id) != "id-1":
        return "the id is not that of the request"
    return same(array, answer.as_numpy("x"))


def several(module, client):
    tensors = []
    for name, datatype in (("a", "FP32"), ("b", "INT64"), ("c", "BYTES")):
        tensor = module.InferInput(name, list(ARRAYS[datatype].shape), datatype)
        tensor.set_data_from_numpy(ARRAYS[datatype])
        tensors.append(tensor)
    wanted = [module.InferRequestedOutput("c"), module.InferRequestedOutput("a")]
    answer = client.infer(MODEL, tensors, outputs=wanted)
    if answer.as_numpy("b") is not None:
        return "an output that nobody asked for"
    return same(ARRAYS["FP32"], answer.as_numpy("a")) or same(ARRAYS["BYTES"], answer.as_numpy("c"))


def refused(run, part):
    try:
        run()
    except InferenceServerException as error:
        return "" if part in str(error) else "it says %s" % error
    return "it was not refused"


def questions(module, client):
    as_json = {"as_json": True} if module is grpc else {}
    if not (client.is_server_live() and client.is_server_ready() and client.is_model_ready(MODEL)):
        return "not ready"
    server = client.get_server_metadata(**as_json)
    model = client.get_model_metadata(MODEL, **as_json)
    index = client.get_model_repository_index(**as_json)
    entries = index if module is http else index["models"]
    if server["name"] != "radiant" or model["name"] != MODEL or model["inputs"][0]["datatype"] != "FP32":
        return "%s %s" % (server, model)
    return "" if [(entry["name"], entry["state"]) for entry in entries] == [(MODEL, "READY")] else str(entries)


for module, address in ((http, HTTP), (grpc, GRPC)):
    door = "REST" if module is http else "gRPC"
    with module.InferenceServerClient(address) as client:
        check("%s: questions" % door, lambda: questions(module, client))
        for datatype, array in ARRAYS.items():
            check("%s: %s in binary form" % (door, datatype), lambda: echo(module, client, datatype, array))
            # JSON has no NaN, and Triton's client reads BYTES as text.
            if module is http and datatype not in ("FP16", "FP32", "FP64", "BYTES"):
                check("%s: %s as JSON" % (door, datatype), lambda: echo(module, client, datatype, array, binary_data=False))
        check("%s: several inputs, some outputs" % door, lambda: several(module, client))
        big = np.random.default_rng(0).random((256, 30))
        check("%s: a large batch" % door, lambda: echo(module, client, "FP64", big))
        empty = module.InferInput("x", [2], "FP32")
        empty.set_data_from_numpy(np.zeros(2, np.float32))
        check("%s: an unknown model" % door, lambda: refused(lambda: client.infer("nosuch", [empty]), "Model nosuch not found"))
        check(
            "%s: an unknown output" % door,
            lambda: refused(
                lambda: client.infer(MODEL, [empty], outputs=[module.InferRequestedOutput("nosuch")]), "no output nosuch"
            ),
        )
        check("%s: fixed models" % door, lambda: refused(lambda: client.load_model(MODEL), "--repository"))

with http.InferenceServerClient(HTTP) as client:
    for algorithm in ("gzip", "deflate"):
        given = http.InferInput("x", [256, 30], "FP64")
        given.set_data_from_numpy(np.ones((256, 30)))
        options = {"request_compression_algorithm": algorithm, "response_compression_algorithm": "gzip"}
        check("REST: %s" % algorithm, lambda: same(np.ones((256, 30)), client.infer(MODEL, [given], **options).as_numpy("x")))
