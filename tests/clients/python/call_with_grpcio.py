"""Calls a running server as Python programs do: with grpcio, message types taken from reflection.

Prints one JSON line per check: {"name": ..., "problem": ...}; an empty problem is a pass.
"""

import json
import sys
import threading
import time
import traceback

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

MEGABYTE = 1 << 20
PREDICT = "/seldon.protos.Model/Predict"


class Client:
    def __init__(self, address):
        self.channel = grpc.insecure_channel(
            address,
            options=[("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)],
        )
        database = ProtoReflectionDescriptorDatabase(self.channel)
        self.services = database.get_services()
        pool = descriptor_pool.DescriptorPool(database)
        self.message = message_factory.GetMessageClass(pool.FindMessageTypeByName("seldon.protos.SeldonMessage"))
        self.predict = self.channel.unary_unary(
            PREDICT,
            request_serializer=self.message.SerializeToString,
            response_deserializer=self.message.FromString,
        )

    def ask(self, content, **options):
        return self.predict(json_format.ParseDict(content, self.message()), timeout=60, **options)


def expect_error(run, code, text=""):
    try:
        run()
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()}: {error.details()}"
        assert text in (error.details() or ""), error.details()
        return error
    raise AssertionError("it went well")


def echo(content, **options):
    def check(client):
        answer = client.ask(content, **options)
        answer.ClearField("meta")
        assert answer == json_format.ParseDict(content, client.message()), str(answer)[:300]

    return check


def reflection(client):
    wanted = {"seldon.protos.Model", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"}
    assert wanted <= set(client.services), client.services


def health(client):
    stub = health_pb2_grpc.HealthStub(client.channel)
    for service in ("", "seldon.protos.Router"):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    expect_error(lambda: stub.Check(health_pb2.HealthCheckRequest(service="nope"), timeout=10), grpc.StatusCode.NOT_FOUND)
    watch = stub.Watch(health_pb2.HealthCheckRequest(), timeout=10)
    assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
    watch.cancel()


def too_large(client):
    content = {"strData": "x" * (30 * MEGABYTE)}
    expect_error(lambda: client.ask(content), grpc.StatusCode.RESOURCE_EXHAUSTED, "the limit is 25000000")
    echo({"strData": "goes on"})(client)


def deadline(client):
    message = client.message(strData="slow")
    expect_error(lambda: client.predict(message, timeout=0.1), grpc.StatusCode.DEADLINE_EXCEEDED)


def cancelled(client):
    call = client.predict.future(client.message(strData="slow"))
    time.sleep(0.05)
    assert call.cancel()
    echo({"strData": "goes on"})(client)


def metadata(client):
    sent = (("x-text", "a"), ("x-text", "b"), ("x-bytes-bin", b"\x00\xff"))
    client.ask({"strData": "x"}, metadata=sent)


def exception(client):
    error = expect_error(lambda: client.ask({"strData": "fail"}), grpc.StatusCode.UNKNOWN)
    assert error.details() == "something broke: 100 % of 世界", error.details()


def status(client):
    error = expect_error(lambda: client.ask({"strData": "refuse"}), grpc.StatusCode.NOT_FOUND, "no such customer")
    details = dict(error.trailing_metadata())["grpc-status-details-bin"]
    assert b"CUSTOMER_UNKNOWN" in details and b"radiant" in details, details


def garbage(client):
    call = client.channel.unary_unary(PREDICT)
    expect_error(lambda: call(b"\xff\xff\xff\xff", timeout=10), grpc.StatusCode.INTERNAL)


def unknown(client):
    call = client.channel.unary_unary("/x.Y/Predict")
    expect_error(lambda: call(b"", timeout=10), grpc.StatusCode.UNIMPLEMENTED, "unknown method Predict of service x.Y")


def concurrent(client):
    calls = [client.predict.future(client.message(strData=f"call {i}"), timeout=60) for i in range(1000)]
    for i, call in enumerate(calls):
        assert call.result().strData == f"call {i}"


def shutdown(client):
    call = client.predict.future(client.message(strData="soon"), timeout=30)
    threading.Timer(0.1, lambda: print(json.dumps({"close": True}), flush=True)).start()
    assert call.result().strData == "done"
    while True:
        try:
            client.predict(client.message(strData="late"), timeout=10)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, error
            return


CHECKS = {
    "reflection lists the services": reflection,
    "health": health,
    "predict with a tensor": echo({"data": {"names": ["t:0"], "tensor": {"shape": [2, 1], "values": [1.5, -2]}}}),
    "predict with an ndarray": echo({"data": {"names": ["t:0"], "ndarray": [["a"], ["b"]]}}),
    "predict with JSON": echo({"jsonData": {"a": [1, "b", None, True]}}),
    "gzip both ways": echo({"strData": "compressible " * 100_000}, compression=grpc.Compression.Gzip),
    "deflate both ways": echo({"strData": "compressible " * 100_000}, compression=grpc.Compression.Deflate),
    "20 MB both ways": echo({"strData": "x" * (20 * MEGABYTE)}),
    "a message over the limit": too_large,
    "a deadline": deadline,
    "a cancelled call": cancelled,
    "metadata": metadata,
    "an exception of the class": exception,
    "a status chosen by the class": status,
    "bytes that are no message": garbage,
    "unknown methods": unknown,
    "1,000 calls at once": concurrent,
    "a server that shuts down": shutdown,
}


def main():
    client = Client(sys.argv[1])
    for name, check in CHECKS.items():
        problem = ""
        try:
            check(client)
        except Exception:
            problem = traceback.format_exc(limit=3)
        print(json.dumps({"name": name, "problem": problem}), flush=True)


if __name__ == "__main__":
    main()
