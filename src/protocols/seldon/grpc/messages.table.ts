import type { FieldSchema, MessageSchemas } from '../../protobuf/index.ts';

// The messages of proto/prediction.proto and of the TensorFlow files that it imports.

const STATUS = 'seldon.protos.Status';
const META = 'seldon.protos.Meta';
const DATA = 'seldon.protos.DefaultData';
const MESSAGE = 'seldon.protos.SeldonMessage';
const IO = 'seldon.protos.SeldonMessageMetadata';
const MODEL = 'seldon.protos.SeldonModelMetadata';
const VALUE = 'google.protobuf.Value';
const SHAPE = 'tensorflow.TensorShapeProto';
const DTYPE = 'tensorflow.DataType';

const PAIR: readonly FieldSchema[] = [
  { number: 1, name: 'request', type: 'message', of: MESSAGE },
  { number: 2, name: 'response', type: 'message', of: MESSAGE },
];

export const SELDON_MESSAGES = {
  messages: {
    'google.protobuf.Empty': [],
    [MESSAGE]: [
      { number: 1, name: 'status', type: 'message', of: STATUS },
      { number: 2, name: 'meta', type: 'message', of: META },
      { number: 3, name: 'data', type: 'message', of: DATA, oneof: 'data' },
      { number: 4, name: 'binData', type: 'bytes', oneof: 'data' },
      { number: 5, name: 'strData', type: 'string', oneof: 'data' },
      { number: 6, name: 'jsonData', type: 'message', of: VALUE, oneof: 'data' },
      { number: 7, name: 'customData', type: 'message', of: 'google.protobuf.Any', oneof: 'data' },
    ],
    [DATA]: [
      { number: 1, name: 'names', type: 'string', kind: 'repeated' },
      { number: 2, name: 'tensor', type: 'message', of: 'seldon.protos.Tensor', oneof: 'data' },
      { number: 3, name: 'ndarray', type: 'message', of: 'google.protobuf.ListValue', oneof: 'data' },
      { number: 4, name: 'tftensor', type: 'message', of: 'tensorflow.TensorProto', oneof: 'data' },
    ],
    'seldon.protos.Tensor': [
      { number: 1, name: 'shape', type: 'int32', kind: 'repeated' },
      { number: 2, name: 'values', type: 'double', kind: 'repeated' },
    ],
    [META]: [
      { number: 1, name: 'puid', type: 'string' },
      { number: 2, name: 'tags', type: 'message', of: VALUE, kind: 'map' },
      { number: 3, name: 'routing', type: 'int32', kind: 'map' },
      { number: 4, name: 'requestPath', type: 'string', kind: 'map' },
      { number: 5, name: 'metrics', type: 'message', of: 'seldon.protos.Metric', kind: 'repeated' },
    ],
    'seldon.protos.Metric': [
      { number: 1, name: 'key', type: 'string' },
      { number: 2, name: 'type', type: 'enum', of: 'seldon.protos.Metric.MetricType' },
      { number: 3, name: 'value', type: 'float' },
      { number: 4, name: 'tags', type: 'string', kind: 'map' },
    ],
    'seldon.protos.SeldonMessageList': [
      { number: 1, name: 'seldonMessages', type: 'message', of: MESSAGE, kind: 'repeated' },
    ],
    [STATUS]: [
      { number: 1, name: 'code', type: 'int32' },
      { number: 2, name: 'info', type: 'string' },
      { number: 3, name: 'reason', type: 'string' },
      { number: 4, name: 'status', type: 'enum', of: 'seldon.protos.Status.StatusFlag' },
    ],
    'seldon.protos.Feedback': [
      ...PAIR,
      { number: 3, name: 'reward', type: 'float' },
      { number: 4, name: 'truth', type: 'message', of: MESSAGE },
    ],
    'seldon.protos.RequestResponse': PAIR,
    'seldon.protos.SeldonModelMetadataRequest': [{ number: 1, name: 'name', type: 'string' }],
    [IO]: [
      { number: 1, name: 'messagetype', type: 'string' },
      { number: 2, name: 'schema', type: 'message', of: VALUE },
      { number: 3, name: 'name', type: 'string' },
      { number: 4, name: 'datatype', type: 'string' },
      { number: 5, name: 'shape', type: 'int64', kind: 'repeated' },
    ],
    [MODEL]: [
      { number: 1, name: 'name', type: 'string' },
      { number: 2, name: 'versions', type: 'string', kind: 'repeated' },
      { number: 3, name: 'platform', type: 'string' },
      { number: 4, name: 'inputs', type: 'message', of: IO, kind: 'repeated' },
      { number: 5, name: 'outputs', type: 'message', of: IO, kind: 'repeated' },
      { number: 6, name: 'custom', type: 'string', kind: 'map' },
    ],
    'seldon.protos.SeldonGraphMetadata': [
      { number: 1, name: 'name', type: 'string' },
      { number: 2, name: 'models', type: 'message', of: MODEL, kind: 'map' },
      { number: 3, name: 'inputs', type: 'message', of: IO, kind: 'repeated' },
      { number: 4, name: 'outputs', type: 'message', of: IO, kind: 'repeated' },
    ],
    'tensorflow.TensorProto': [
      { number: 1, name: 'dtype', type: 'enum', of: DTYPE },
      { number: 2, name: 'tensorShape', protoName: 'tensor_shape', type: 'message', of: SHAPE },
      { number: 3, name: 'versionNumber', protoName: 'version_number', type: 'int32' },
      { number: 4, name: 'tensorContent', protoName: 'tensor_content', type: 'bytes' },
      { number: 13, name: 'halfVal', protoName: 'half_val', type: 'int32', kind: 'repeated' },
      { number: 5, name: 'floatVal', protoName: 'float_val', type: 'float', kind: 'repeated' },
      { number: 6, name: 'doubleVal', protoName: 'double_val', type: 'double', kind: 'repeated' },
      { number: 7, name: 'intVal', protoName: 'int_val', type: 'int32', kind: 'repeated' },
      { number: 8, name: 'stringVal', protoName: 'string_val', type: 'bytes', kind: 'repeated' },
      { number: 9, name: 'scomplexVal', protoName: 'scomplex_val', type: 'float', kind: 'repeated' },
      { number: 10, name: 'int64Val', protoName: 'int64_val', type: 'int64', kind: 'repeated' },
      { number: 11, name: 'boolVal', protoName: 'bool_val', type: 'bool', kind: 'repeated' },
      { number: 12, name: 'dcomplexVal', protoName: 'dcomplex_val', type: 'double', kind: 'repeated' },
      { number: 14, name: 'resourceHandleVal', protoName: 'resource_handle_val', type: 'message', of: 'tensorflow.ResourceHandleProto', kind: 'repeated' },
      { number: 15, name: 'variantVal', protoName: 'variant_val', type: 'message', of: 'tensorflow.VariantTensorDataProto', kind: 'repeated' },
      { number: 16, name: 'uint32Val', protoName: 'uint32_val', type: 'uint32', kind: 'repeated' },
      { number: 17, name: 'uint64Val', protoName: 'uint64_val', type: 'uint64', kind: 'repeated' },
      { number: 18, name: 'float8Val', protoName: 'float8_val', type: 'bytes' },
    ],
    'tensorflow.VariantTensorDataProto': [
      { number: 1, name: 'typeName', protoName: 'type_name', type: 'string' },
      { number: 2, name: 'metadata', type: 'bytes' },
      { number: 3, name: 'tensors', type: 'message', of: 'tensorflow.TensorProto', kind: 'repeated' },
    ],
    'tensorflow.ResourceHandleProto': [
      { number: 1, name: 'device', type: 'string' },
      { number: 2, name: 'container', type: 'string' },
      { number: 3, name: 'name', type: 'string' },
      { number: 4, name: 'hashCode', protoName: 'hash_code', type: 'uint64' },
      { number: 5, name: 'maybeTypeName', protoName: 'maybe_type_name', type: 'string' },
      { number: 6, name: 'dtypesAndShapes', protoName: 'dtypes_and_shapes', type: 'message', of: 'tensorflow.ResourceHandleProto.DtypeAndShape', kind: 'repeated' },
    ],
    'tensorflow.ResourceHandleProto.DtypeAndShape': [
      { number: 1, name: 'dtype', type: 'enum', of: DTYPE },
      { number: 2, name: 'shape', type: 'message', of: SHAPE },
    ],
    [SHAPE]: [
      { number: 2, name: 'dim', type: 'message', of: 'tensorflow.TensorShapeProto.Dim', kind: 'repeated' },
      { number: 3, name: 'unknownRank', protoName: 'unknown_rank', type: 'bool' },
    ],
    'tensorflow.TensorShapeProto.Dim': [
      { number: 1, name: 'size', type: 'int64' },
      { number: 2, name: 'name', type: 'string' },
    ],
  },
  enums: {
    'seldon.protos.Metric.MetricType': { COUNTER: 0, GAUGE: 1, TIMER: 2 },
    'seldon.protos.Status.StatusFlag': { SUCCESS: 0, FAILURE: 1 },
    [DTYPE]: {
      DT_INVALID: 0,
      DT_FLOAT: 1,
      DT_DOUBLE: 2,
      DT_INT32: 3,
      DT_UINT8: 4,
      DT_INT16: 5,
      DT_INT8: 6,
      DT_STRING: 7,
      DT_COMPLEX64: 8,
      DT_INT64: 9,
      DT_BOOL: 10,
      DT_QINT8: 11,
      DT_QUINT8: 12,
      DT_QINT32: 13,
      DT_BFLOAT16: 14,
      DT_QINT16: 15,
      DT_QUINT16: 16,
      DT_UINT16: 17,
      DT_COMPLEX128: 18,
      DT_HALF: 19,
      DT_RESOURCE: 20,
      DT_VARIANT: 21,
      DT_UINT32: 22,
      DT_UINT64: 23,
      DT_FLOAT8_E5M2: 24,
      DT_FLOAT8_E4M3FN: 25,
      DT_INT4: 29,
      DT_UINT4: 30,
      DT_FLOAT_REF: 101,
      DT_DOUBLE_REF: 102,
      DT_INT32_REF: 103,
      DT_UINT8_REF: 104,
      DT_INT16_REF: 105,
      DT_INT8_REF: 106,
      DT_STRING_REF: 107,
      DT_COMPLEX64_REF: 108,
      DT_INT64_REF: 109,
      DT_BOOL_REF: 110,
      DT_QINT8_REF: 111,
      DT_QUINT8_REF: 112,
      DT_QINT32_REF: 113,
      DT_BFLOAT16_REF: 114,
      DT_QINT16_REF: 115,
      DT_QUINT16_REF: 116,
      DT_UINT16_REF: 117,
      DT_COMPLEX128_REF: 118,
      DT_HALF_REF: 119,
      DT_RESOURCE_REF: 120,
      DT_VARIANT_REF: 121,
      DT_UINT32_REF: 122,
      DT_UINT64_REF: 123,
      DT_FLOAT8_E5M2_REF: 124,
      DT_FLOAT8_E4M3FN_REF: 125,
      DT_INT4_REF: 129,
      DT_UINT4_REF: 130,
    },
  },
} as const satisfies MessageSchemas;
