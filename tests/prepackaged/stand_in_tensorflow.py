"""Plays TensorFlow Serving with its own message classes: doubles the input `x`, answers `y`. Prints its ports, gRPC and REST."""

import json
import sys
import types
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool


def provide_error_codes():
    """The package of message classes lacks one file, to which another refers."""
    path = "tensorflow/tsl/protobuf/error_codes.proto"
    proto = descriptor_pb2.FileDescriptorProto(name=path, package="tensorflow.error", syntax="proto3")
    proto.enum_type.add(name="Code").value.add(name="OK", number=0)
    descriptor_pool.Default().Add(proto)
    for name in ["tensorflow.tsl", "tensorflow.tsl.protobuf", "tensorflow.tsl.protobuf.error_codes_pb2"]:
        module = types.ModuleType(name)
        module.__path__ = []
        sys.modules[name] = module
    sys.modules["tensorflow.tsl.protobuf"].error_codes_pb2 = sys.modules["tensorflow.tsl.protobuf.error_codes_pb2"]


provide_error_codes()

from tensorflow.core.framework import types_pb2  # noqa: E402
from tensorflow_serving.apis import get_model_metadata_pb2, predict_pb2, prediction_service_pb2_grpc  # noqa: E402


class Service(prediction_service_pb2_grpc.PredictionServiceServicer):
    def GetModelMetadata(self, request, context):
        if request.model_spec.name != "halver" or list(request.metadata_field) != ["signature_def"]:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "")
        signatures = get_model_metadata_pb2.SignatureDefMap()
        signatures.signature_def["serving_default"].inputs["h"].dtype = types_pb2.DT_FLOAT
        response = get_model_metadata_pb2.GetModelMetadataResponse()
        response.metadata["signature_def"].Pack(signatures)
        return response

    def halve(self, request, context):
        tensor = request.inputs["h"]
        if tensor.dtype != types_pb2.DT_FLOAT:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Expects arg[0] to be float but double is provided")
        values = np.frombuffer(tensor.tensor_content, np.float32) if tensor.tensor_content else np.array(tensor.float_val)
        response = predict_pb2.PredictResponse()
        response.outputs["half"].dtype = types_pb2.DT_FLOAT
        response.outputs["half"].tensor_shape.dim.add(size=len(values))
        response.outputs["half"].float_val.extend((values / 2).tolist())
        return response

    def Predict(self, request, context):
        spec = request.model_spec
        if spec.name == "halver":
            return self.halve(request, context)
        if spec.name != "doubler" or spec.signature_name != "serving_default":
            context.abort(grpc.StatusCode.NOT_FOUND, "no servable %s, signature %s" % (spec.name, spec.signature_name))
        if list(request.inputs) != ["x"]:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "input keys must be [x], got %s" % list(request.inputs))
        tensor = request.inputs["x"]
        shape = [dim.size for dim in tensor.tensor_shape.dim]
        values = np.frombuffer(tensor.tensor_content, np.float64) if tensor.tensor_content else np.array(tensor.double_val)
        response = predict_pb2.PredictResponse()
        response.model_spec.name = spec.name
        answer = response.outputs["y"]
        answer.dtype = types_pb2.DT_DOUBLE
        for size in shape:
            answer.tensor_shape.dim.add(size=size)
        answer.double_val.extend((2 * values).tolist())
        response.outputs["rows"].dtype = types_pb2.DT_INT64
        response.outputs["rows"].int64_val.append(shape[0])
        return response


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/v1/models/summer:predict":
            return self.answer(200, {"predictions": np.array(body["instances"]).sum(axis=1).tolist()})
        if self.path != "/v1/models/doubler:predict" or body.get("signature_name", "serving_default") != "serving_default":
            return self.answer(404, {"error": "Servable not found for request: Latest(%s)" % self.path})
        rows = body.get("instances", body.get("inputs"))
        try:
            doubled = (2 * np.array(rows, dtype=float)).tolist()
        except (TypeError, ValueError):
            return self.answer(400, {"error": "Failed to process element: 0 of 'instances' list."})
        return self.answer(200, {"predictions": doubled})

    def answer(self, status, value):
        text = json.dumps(value, indent=4).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


server = grpc.server(futures.ThreadPoolExecutor(4))
prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Service(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
rest = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("ports %d %d" % (port, rest.server_port), flush=True)
rest.serve_forever()
