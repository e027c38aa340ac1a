"""Calls an echo over the Open Inference Protocol with MLServer's own types, codecs and gRPC messages."""

import json
import sys
import urllib.request

import grpc
import numpy as np
import pandas as pd
from mlserver import types
from mlserver.codecs import NumpyCodec, NumpyRequestCodec, PandasCodec, StringCodec
from mlserver.grpc import converters, dataplane_pb2_grpc

HTTP, GRPC, MODEL = sys.argv[1:]
FRAME = pd.DataFrame({"age": [20, 55], "bp": [1.5, 5.5]})


def check(name, run):
    try:
        problem = run() or ""
    except Exception as error:
        problem = "%s: %s" % (type(error).__name__, error)
    print(json.dumps({"name": name, "problem": problem}))


def over_rest(request):
    url = "http://%s/v2/models/%s/infer" % (HTTP, MODEL)
    headers = {"Content-Type": "application/json"}
    body = request.model_dump_json(exclude_none=True).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return types.InferenceResponse.model_validate_json(answer.read())


def over_grpc(request):
    with grpc.insecure_channel(GRPC) as channel:
        stub = dataplane_pb2_grpc.GRPCInferenceServiceStub(channel)
        message = converters.ModelInferRequestConverter.from_types(request, model_name=MODEL, model_version=None)
        return converters.ModelInferResponseConverter.to_types(stub.ModelInfer(message))


def array(call):
    want = np.array([[0.5, 2], [3, 4]])
    answer = call(NumpyRequestCodec.encode_request(want))
    return "" if np.array_equal(want, NumpyCodec.decode_output(answer.outputs[0])) else str(answer)


def texts(call, as_bytes):
    want = ["hello", "wörld"]
    given = types.InferenceRequest(inputs=[StringCodec.encode_input("x", want, use_bytes=as_bytes)])
    return "" if StringCodec.decode_output(call(given).outputs[0]) == want else "other texts"


def frame(call):
    answer = PandasCodec.decode_response(call(PandasCodec.encode_request(FRAME)))
    return "" if answer.to_dict("list") == FRAME.to_dict("list") else str(answer)


for door, call in (("REST", over_rest), ("gRPC", over_grpc)):
    check("%s: a numpy array" % door, lambda: array(call))
    check("%s: texts" % door, lambda: texts(call, call is over_grpc))
    check("%s: a data frame" % door, lambda: frame(call))
