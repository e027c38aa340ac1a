/**
 * The messages and services that recorded cases use, written for the replay alone: an oracle that shares no code with
 * the product. A field is [number, type, flag]; `m:` a message, `map:KEY:VALUE`, `enum:NAMES`; flag `r` = repeated.
 */
export type Field = readonly [number, string, ('r' | 'o')?];

export const MESSAGES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  SeldonMessage: {
    status: [1, 'm:Status'],
    meta: [2, 'm:Meta'],
    data: [3, 'm:DefaultData'],
    binData: [4, 'bytes', 'o'],
    strData: [5, 'string', 'o'],
    jsonData: [6, 'm:Value'],
    customData: [7, 'm:Any'],
  },
  DefaultData: {
    names: [1, 'string', 'r'],
    tensor: [2, 'm:Tensor'],
    ndarray: [3, 'm:ListValue'],
    tftensor: [4, 'm:TensorProto'],
  },
  Tensor: { shape: [1, 'int32', 'r'], values: [2, 'double', 'r'] },
  Meta: {
    puid: [1, 'string'],
    tags: [2, 'map:string:m:Value'],
    routing: [3, 'map:string:int32'],
    requestPath: [4, 'map:string:string'],
    metrics: [5, 'm:Metric', 'r'],
  },
  Metric: {
    key: [1, 'string'],
    type: [2, 'enum:COUNTER,GAUGE,TIMER'],
    value: [3, 'float'],
    tags: [4, 'map:string:string'],
  },
  SeldonMessageList: { seldonMessages: [1, 'm:SeldonMessage', 'r'] },
  Status: { code: [1, 'int32'], info: [2, 'string'], reason: [3, 'string'], status: [4, 'enum:SUCCESS,FAILURE'] },
  Feedback: {
    request: [1, 'm:SeldonMessage'],
    response: [2, 'm:SeldonMessage'],
    reward: [3, 'float'],
    truth: [4, 'm:SeldonMessage'],
  },
  SeldonModelMetadataRequest: { name: [1, 'string'] },
  SeldonMessageMetadata: {
    messagetype: [1, 'string'],
    schema: [2, 'm:Value'],
    name: [3, 'string'],
    datatype: [4, 'string'],
    shape: [5, 'int64', 'r'],
  },
  SeldonModelMetadata: {
    name: [1, 'string'],
    versions: [2, 'string', 'r'],
    platform: [3, 'string'],
    inputs: [4, 'm:SeldonMessageMetadata', 'r'],
    outputs: [5, 'm:SeldonMessageMetadata', 'r'],
    custom: [6, 'map:string:string'],
  },
  SeldonGraphMetadata: {
    name: [1, 'string'],
    models: [2, 'map:string:m:SeldonModelMetadata'],
    inputs: [3, 'm:SeldonMessageMetadata', 'r'],
    outputs: [4, 'm:SeldonMessageMetadata', 'r'],
  },
  Empty: {},
  Any: { type_url: [1, 'string'], value: [2, 'bytes'] },
  TensorProto: {
    dtype: [1, 'int32'],
    tensor_shape: [2, 'm:TensorShape'],
    version_number: [3, 'int32'],
    tensor_content: [4, 'bytes'],
    float_val: [5, 'float', 'r'],
    double_val: [6, 'double', 'r'],
    int_val: [7, 'int32', 'r'],
    string_val: [8, 'bytes', 'r'],
    int64_val: [10, 'int64', 'r'],
    bool_val: [11, 'bool', 'r'],
  },
  TensorShape: { dim: [2, 'm:Dim', 'r'] },
  Dim: { size: [1, 'int64'], name: [2, 'string'] },
  ModelRequest: { name: [1, 'string'], version: [2, 'string'] },
  ModelReadyResponse: { ready: [1, 'bool'] },
  ModelMetadataResponse: { name: [1, 'string'], versions: [2, 'string', 'r'], platform: [3, 'string'] },
  InferTensor: {
    name: [1, 'string'],
    datatype: [2, 'string'],
    shape: [3, 'int64', 'r'],
    contents: [5, 'm:InferTensorContents'],
  },
  InferTensorContents: {
    bool_contents: [1, 'bool', 'r'],
    int_contents: [2, 'int32', 'r'],
    int64_contents: [3, 'int64', 'r'],
    fp32_contents: [6, 'float', 'r'],
    fp64_contents: [7, 'double', 'r'],
    bytes_contents: [8, 'bytes', 'r'],
  },
  ModelInferRequest: {
    model_name: [1, 'string'],
    model_version: [2, 'string'],
    id: [3, 'string'],
    inputs: [5, 'm:InferTensor', 'r'],
  },
  ModelInferResponse: {
    model_name: [1, 'string'],
    model_version: [2, 'string'],
    id: [3, 'string'],
    outputs: [5, 'm:InferTensor', 'r'],
  },
};

const message = (input: string, output = 'SeldonMessage') => ({ input, output });

export const SERVICES: Readonly<Record<string, Readonly<Record<string, { input: string; output: string }>>>> = {
  'seldon.protos.Model': {
    Predict: message('SeldonMessage'),
    SendFeedback: message('Feedback'),
    Metadata: message('Empty', 'SeldonModelMetadata'),
  },
  'seldon.protos.Generic': {
    TransformInput: message('SeldonMessage'),
    TransformOutput: message('SeldonMessage'),
    Route: message('SeldonMessage'),
    Aggregate: message('SeldonMessageList'),
    SendFeedback: message('Feedback'),
  },
  'seldon.protos.Router': { Route: message('SeldonMessage'), SendFeedback: message('Feedback') },
  'seldon.protos.Transformer': { TransformInput: message('SeldonMessage') },
  'seldon.protos.OutputTransformer': { TransformOutput: message('SeldonMessage') },
  'seldon.protos.Combiner': { Aggregate: message('SeldonMessageList') },
  'inference.GRPCInferenceService': {
    ModelInfer: message('ModelInferRequest', 'ModelInferResponse'),
    ModelMetadata: message('ModelRequest', 'ModelMetadataResponse'),
    ModelReady: message('ModelRequest', 'ModelReadyResponse'),
  },
  'seldon.protos.Seldon': {
    Predict: message('SeldonMessage'),
    SendFeedback: message('Feedback'),
    ModelMetadata: message('SeldonModelMetadataRequest', 'SeldonModelMetadata'),
    GraphMetadata: message('Empty', 'SeldonGraphMetadata'),
  },
};
