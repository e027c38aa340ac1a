"""The message classes of the Seldon protocol, built from their description with the protobuf that is installed."""

import importlib.util
import os

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, empty_pb2, struct_pb2  # noqa: F401
from google.protobuf.internal import builder

_PROTO_FILE = "proto/prediction.proto"


def _read_files():
    import radiant_worker

    path = os.path.join(os.path.dirname(radiant_worker.__file__), "descriptors.bin")
    with open(path, "rb") as file:
        return descriptor_pb2.FileDescriptorSet.FromString(file.read()).file


def _add_files(pool):
    """Adds to the pool what it does not have yet. TensorFlow brings its own description of its tensor: where it is
    installed it must come first, for the pool takes a file only once."""
    if importlib.util.find_spec("tensorflow") is not None:
        try:
            from tensorflow.core.framework import tensor_pb2  # noqa: F401
        except ImportError:  # installed but broken: then nothing else will load it either
            pass
    for file in _read_files():
        try:
            pool.FindFileByName(file.name)
        except KeyError:
            pool.AddSerializedFile(file.SerializeToString())
            if file.name != _PROTO_FILE:
                _build_classes(pool.FindFileByName(file.name), {})


def _build_classes(file, namespace):
    """Puts the classes of the file's messages into the namespace. Messages that others contain need theirs too."""
    builder.BuildMessageAndEnumDescriptors(file, namespace)
    builder.BuildTopDescriptorsAndMessages(file, "seldon_core.proto.prediction_pb2", namespace)


_add_files(descriptor_pool.Default())
DESCRIPTOR = descriptor_pool.Default().FindFileByName(_PROTO_FILE)
_build_classes(DESCRIPTOR, globals())
