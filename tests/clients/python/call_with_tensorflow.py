"""Calls an echo with TensorFlow Serving's own message classes and prints one line of JSON a check: name and problem ('' when well).

Arguments: the gRPC address and the model's name. The model answers each input under its own name.
"""

import json
import sys
import types

import grpc
import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool

MODEL = sys.argv[2]


def provide_error_codes():
    """The package of message classes lacks one file, to which another refers."""
    path = "tensorflow/tsl/protobuf/error_codes.proto"
    proto = descriptor_pb2.FileDescriptorProto(name=path, package="tensorflow.error", syntax="proto3")
    codes = proto.enum_type.add(name="Code")
    for number, name in enumerate(["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND"]):
        codes.value.add(name=name, number=number)
    codes.value.add(name="UNAVAILABLE", number=14)
    descriptor_pool.Default().Add(proto)
    for name in ["tensorflow.tsl", "tensorflow.tsl.protobuf", "tensorflow.tsl.protobuf.error_codes_pb2"]:
        module = types.ModuleType(name)
        module.__path__ = []
        sys.modules[name] = module
    sys.modules["tensorflow.tsl.protobuf"].error_codes_pb2 = sys.modules["tensorflow.tsl.protobuf.error_codes_pb2"]


provide_error_codes()

from tensorflow.core.example import example_pb2  # noqa: E402
from tensorflow.core.framework import tensor_pb2, types_pb2  # noqa: E402
from tensorflow_serving.apis import (  # noqa: E402
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    inference_pb2,
    predict_pb2,
    prediction_service_pb2_grpc,
    regression_pb2,
)

NUMBERS = {
    "DT_FLOAT": (np.float32, "float_val"),
    "DT_DOUBLE": (np.float64, "double_val"),
    "DT_INT32": (np.int32, "int_val"),
    "DT_UINT8": (np.uint8, "int_val"),
    "DT_INT16": (np.int16, "int_val"),
    "DT_INT8": (np.int8, "int_val"),
    "DT_INT64": (np.int64, "int64_val"),
    "DT_BOOL": (np.bool_, "bool_val"),
    "DT_UINT16": (np.uint16, "int_val"),
    "DT_HALF": (np.float16, "half_val"),
    "DT_UINT32": (np.uint32, "uint32_val"),
    "DT_UINT64": (np.uint64, "uint64_val"),
}


def value_list(name, array):
    kind, field = NUMBERS[name]
    flat = array.ravel()
    return field, (flat.view(np.uint16) if kind is np.float16 else flat).tolist()


def make_tensor(name, array, how):
    tensor = tensor_pb2.TensorProto(dtype=types_pb2.DataType.Value(name))
    for size in array.shape:
        tensor.tensor_shape.dim.add(size=size)
    if how == "content":
        tensor.tensor_content = array.tobytes()
    else:
        field, values = value_list(name, array)
        getattr(tensor, field).extend(values[:1] if how == "filled" else values)
    return tensor


def read_tensor(tensor):
    name = types_pb2.DataType.Name(tensor.dtype)
    shape = [dim.size for dim in tensor.tensor_shape.dim]
    kind, field = NUMBERS[name]
    if tensor.tensor_content:
        return name, np.frombuffer(tensor.tensor_content, dtype=kind).reshape(shape)
    values = list(getattr(tensor, field))
    array = np.array(values, dtype=np.uint16).view(np.float16) if kind is np.float16 else np.array(values, dtype=kind)
    return name, array.reshape(shape)


def sample(kind):
    if kind is np.bool_:
        return np.array([[True, False], [False, True]])
    if np.issubdtype(kind, np.integer):
        info = np.iinfo(kind)
        return np.array([[info.min, info.max], [0, 1]], dtype=kind)
    return np.array([[0.1, -2.5], [np.inf, 65504]], dtype=kind)


def check(name, run):
    try:
        problem = run() or ""
    except Exception as error:  # every failure is a line
        problem = f"{type(error).__name__}: {error}"
    print(json.dumps({"name": name, "problem": str(problem)[:500]}), flush=True)


def expect(wanted, found):
    return "" if wanted == found else f"expected {wanted!r}, found {found!r}"


def refused(code, call):
    try:
        call()
    except grpc.RpcError as error:
        return expect(code, error.code())
    return "nothing was refused"


def run(channel):
    predictions = prediction_service_pb2_grpc.PredictionServiceStub(channel)
    # The package lacks what the stub of this service imports.
    get_status = channel.unary_unary(
        "/tensorflow.serving.ModelService/GetModelStatus",
        request_serializer=get_model_status_pb2.GetModelStatusRequest.SerializeToString,
        response_deserializer=get_model_status_pb2.GetModelStatusResponse.FromString,
    )
    reload_config = channel.unary_unary("/tensorflow.serving.ModelService/HandleReloadConfigRequest")

    def predict(tensors, **spec):
        request = predict_pb2.PredictRequest()
        request.model_spec.name = spec.pop("name", MODEL)
        request.output_filter.extend(spec.pop("output_filter", []))
        for key, value in spec.items():
            if key == "version":
                request.model_spec.version.value = value
            else:
                setattr(request.model_spec, key, value)
        for key, tensor in tensors.items():
            request.inputs[key].CopyFrom(tensor)
        return predictions.Predict(request, timeout=10)

    def same(name, how):
        array = sample(NUMBERS[name][0])
        if how == "filled":
            array = np.full((2, 3), array.ravel()[0])
        found_name, found = read_tensor(predict({"x": make_tensor(name, array, how)}).outputs["x"])
        if found_name != name:
            return expect(name, found_name)
        return "" if found.tobytes() == array.tobytes() and found.shape == array.shape else f"{array} became {found}"

    for name in NUMBERS:
        for how in ["content", "values", "filled"]:
            check(f"{name} by {how} comes back the same", lambda name=name, how=how: same(name, how))

    def texts():
        tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[b"a", "ü".encode()])
        tensor.tensor_shape.dim.add(size=2)
        binary = tensor_pb2.TensorProto(dtype=types_pb2.DT_STRING, string_val=[b"\xff\x00"])
        outputs = predict({"t": tensor, "b": binary}).outputs
        found = [list(outputs["t"].string_val), list(outputs["b"].string_val), outputs["b"].tensor_shape.dim[:]]
        return expect([[b"a", "ü".encode()], [b"\xff\x00"], []], found)

    check("texts and bytes come back the same", texts)

    one = make_tensor("DT_DOUBLE", np.array([1.5, 2.5]), "values")
    two = make_tensor("DT_INT64", np.array([7]), "values")

    def spec_of():
        answer = predict({"x": one}, signature_name="s", version=1).model_spec
        return expect((MODEL, 1, "s"), (answer.name, answer.version.value, answer.signature_name))

    check("the answer says which model and signature", spec_of)
    check("the model's name may be left out", lambda: expect(["x"], list(predict({"x": one}, name="").outputs)))
    check(
        "output_filter picks outputs",
        lambda: expect(["two"], list(predict({"one": one, "two": two}, output_filter=["two"]).outputs)),
    )
    bad = grpc.StatusCode.INVALID_ARGUMENT
    check("an unknown output is refused", lambda: refused(bad, lambda: predict({"x": one}, output_filter=["y"])))
    check("no input is refused", lambda: refused(bad, lambda: predict({})))
    gone = grpc.StatusCode.NOT_FOUND
    check("an unknown model is refused", lambda: refused(gone, lambda: predict({"x": one}, name="other")))
    check("an unknown version is refused", lambda: refused(gone, lambda: predict({"x": one}, version=9)))
    check("an unknown label is refused", lambda: refused(gone, lambda: predict({"x": one}, version_label="canary")))
    short = tensor_pb2.TensorProto(dtype=types_pb2.DT_DOUBLE, tensor_content=b"123")
    short.tensor_shape.dim.add(size=2)
    check("content that does not fit is refused", lambda: refused(bad, lambda: predict({"x": short})))
    complex_one = tensor_pb2.TensorProto(dtype=types_pb2.DT_COMPLEX64)
    check("complex numbers are refused", lambda: refused(bad, lambda: predict({"x": complex_one})))

    def examples(request, rows):
        request.model_spec.name = MODEL
        for row in rows:
            request.input.example_list.examples.append(row)
        return request

    def example(**features):
        made = example_pb2.Example()
        for key, value in features.items():
            feature = made.features.feature[key]
            if isinstance(value, float):
                feature.float_list.value.append(value)
            elif isinstance(value, int):
                feature.int64_list.value.append(value)
            else:
                feature.bytes_list.value.append(value.encode())
        return made

    def regress():
        request = examples(regression_pb2.RegressionRequest(), [example(x=1.5), example(x=-2.0)])
        return expect([1.5, -2.0], [each.value for each in predictions.Regress(request).result.regressions])

    check("Regress answers one number an example", regress)

    def classify():
        request = examples(classification_pb2.ClassificationRequest(), [example(x="yes"), example(x="no")])
        found = [[(c.label, c.score) for c in each.classes] for each in predictions.Classify(request).result.classifications]
        return expect([[("yes", 1.0)], [("no", 1.0)]], found)

    check("Classify answers labels with scores", classify)

    def with_context():
        request = regression_pb2.RegressionRequest()
        request.model_spec.name = MODEL
        listed = request.input.example_list_with_context
        listed.examples.extend([example(), example()])
        listed.context.CopyFrom(example(x=3))
        return expect([3.0, 3.0], [each.value for each in predictions.Regress(request).result.regressions])

    check("the context belongs to every example", with_context)
    uneven = lambda: predictions.Regress(examples(regression_pb2.RegressionRequest(), [example(x=1.0), example(x=1)]))  # noqa: E731
    check("examples of unlike types are refused", lambda: refused(bad, uneven))
    empty = lambda: predictions.Classify(examples(classification_pb2.ClassificationRequest(), []))  # noqa: E731
    check("no example is refused", lambda: refused(bad, empty))

    def status():
        request = get_model_status_pb2.GetModelStatusRequest()
        request.model_spec.name = MODEL
        versions = get_status(request).model_version_status
        available = get_model_status_pb2.ModelVersionStatus.AVAILABLE
        return expect([(1, available, 0)], [(v.version, v.state, v.status.error_code) for v in versions])

    check("GetModelStatus says that the model is there", status)

    def metadata():
        request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
        request.model_spec.name = MODEL
        answer = predictions.GetModelMetadata(request)
        signatures = get_model_metadata_pb2.SignatureDefMap()
        if not answer.metadata["signature_def"].Unpack(signatures):
            return "no SignatureDefMap"
        x = signatures.signature_def["serving_default"].inputs["x"]
        shape = [dim.size for dim in x.tensor_shape.dim]
        return expect((types_pb2.DT_FLOAT, [-1, 2], "x:0"), (x.dtype, shape, x.name))

    check("GetModelMetadata gives the signature", metadata)
    other_field = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["assets"])
    check("other metadata is refused", lambda: refused(bad, lambda: predictions.GetModelMetadata(other_field)))
    unavailable = grpc.StatusCode.UNIMPLEMENTED
    multi = inference_pb2.MultiInferenceRequest()
    check("MultiInference says that it is not there", lambda: refused(unavailable, lambda: predictions.MultiInference(multi)))
    check("HandleReloadConfigRequest says that it is not there", lambda: refused(unavailable, lambda: reload_config(b"")))


with grpc.insecure_channel(sys.argv[1]) as opened:
    run(opened)
