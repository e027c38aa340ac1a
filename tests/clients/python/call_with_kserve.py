"""Calls an echo over the Open Inference Protocol with KServe's own clients. Prints one line of JSON per check: name and problem."""

import asyncio
import json
import sys

import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.inference_client import InferenceGRPCClient

HTTP, GRPC, MODEL = sys.argv[1:]
ROWS = np.array([[1.5, 2.0], [-3.0, 4.0]])


async def check(name, run):
    try:
        problem = await run() or ""
    except Exception as error:
        problem = "%s: %s" % (type(error).__name__, error)
    print(json.dumps({"name": name, "problem": problem}))


def request(binary):
    given = InferInput(name="x", shape=list(ROWS.shape), datatype="FP64")
    given.set_data_from_numpy(ROWS, binary_data=binary)
    return InferRequest(model_name=MODEL, infer_inputs=[given], request_id="7")


def compare(answer):
    rows = answer.outputs[0].as_numpy()
    return "" if answer.id == "7" and np.array_equal(rows, ROWS) else "%s %s" % (answer.id, rows)


async def main():
    rest, url = InferenceRESTClient(RESTConfig(protocol="v2")), "http://" + HTTP
    grpc = InferenceGRPCClient(GRPC)

    async def rest_questions():
        ready = [await rest.is_server_live(url), await rest.is_server_ready(url), await rest.is_model_ready(url, MODEL)]
        return "" if all(ready) else str(ready)

    async def rest_infer(binary):
        return compare(await rest.infer(url, request(binary), model_name=MODEL))

    async def grpc_questions():
        ready = [await grpc.is_server_live(), await grpc.is_server_ready(), await grpc.is_model_ready(MODEL)]
        return "" if all(ready) else str(ready)

    async def grpc_infer():
        return compare(await grpc.infer(request(False)))

    await check("REST: questions", rest_questions)
    await check("REST: JSON", lambda: rest_infer(False))
    await check("REST: binary tensors", lambda: rest_infer(True))
    await check("gRPC: questions", grpc_questions)
    await check("gRPC: infer", grpc_infer)


asyncio.run(main())
