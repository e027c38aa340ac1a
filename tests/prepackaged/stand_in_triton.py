"""Plays Triton with tritonclient's own message classes: adds 1 to the FP32 input INPUT0, answers OUTPUT0. Prints its ports, gRPC and REST."""

import json
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
import numpy as np
from google.protobuf import json_format
from tritonclient.grpc import service_pb2, service_pb2_grpc

METADATA = {
    "name": "adder",
    "versions": ["1"],
    "platform": "onnxruntime_onnx",
    "inputs": [{"name": "INPUT0", "datatype": "FP32", "shape": [-1, 2]}],
    "outputs": [{"name": "OUTPUT0", "datatype": "FP32", "shape": [-1, 2]}],
}

DECOUPLED = "ModelInfer RPC doesn't support models with decoupled transaction policy"


class Service(service_pb2_grpc.GRPCInferenceServiceServicer):
    def ModelMetadata(self, request, context):
        if request.name not in ("adder", "streamer"):
            context.abort(grpc.StatusCode.NOT_FOUND, "Request for unknown model: '%s' is not found" % request.name)
        return json_format.ParseDict(METADATA, service_pb2.ModelMetadataResponse())

    def ModelInfer(self, request, context):
        if request.model_name == "streamer":
            context.abort(grpc.StatusCode.UNIMPLEMENTED, DECOUPLED)
        if request.model_name != "adder":
            context.abort(grpc.StatusCode.NOT_FOUND, "Request for unknown model: '%s' is not found" % request.model_name)
        (given,) = request.inputs
        if given.name != "INPUT0" or given.datatype != "FP32":
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "unexpected input %s %s" % (given.name, given.datatype))
        values = np.frombuffer(request.raw_input_contents[0], np.float32) + np.float32(1)
        response = service_pb2.ModelInferResponse(model_name="adder", model_version="1")
        output = response.outputs.add(name="OUTPUT0", datatype="FP32")
        output.shape.extend(given.shape)
        response.raw_output_contents.append(values.tobytes())
        return response


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        pass

    def do_GET(self):
        known = self.path == "/v2/models/adder"
        self.answer(200 if known else 404, METADATA if known else {"error": "Request for unknown model"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        (given,) = body["inputs"]
        if given["name"] != "INPUT0" or given["datatype"] != "FP32":
            return self.answer(400, {"error": "unexpected inference input '%s' for model 'adder'" % given["name"]})
        data = (np.array(given["data"], np.float32) + np.float32(1)).ravel().tolist()
        output = {"name": "OUTPUT0", "datatype": "FP32", "shape": given["shape"], "data": data}
        return self.answer(200, {"model_name": "adder", "model_version": "1", "outputs": [output]})

    def answer(self, status, value):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


server = grpc.server(futures.ThreadPoolExecutor(4))
service_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(Service(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
rest = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("ports %d %d" % (port, rest.server_port), flush=True)
rest.serve_forever()
