import { Buffer } from 'node:buffer';
import { createTensor, type NamedTensor } from '../../src/payload/index.ts';
import { WireWriter } from '../../src/protocols/protobuf/index.ts';
import { writeTensorProto } from '../../src/protocols/tensor-proto/index.ts';
import { encodeInferGrpc } from '../../src/protocols/v2/index.ts';
import type { GrpcSample } from './golden-requests.ts';

const NUMBERS: NamedTensor = { name: 'x', tensor: createTensor('float64', [2, 2], Float64Array.of(1, 2.5, -3, 4e9)) };
const WHOLE: NamedTensor = { name: 'n', tensor: createTensor('int64', [1, 2], BigInt64Array.of(-1n, 2n ** 60n)) };
const TEXTS: NamedTensor = { name: 's', tensor: createTensor('string', [2], ['a', 'é']) };
const PREDICTION = '/tensorflow.serving.PredictionService';

/** Good messages of the Open Inference Protocol and of TensorFlow Serving. */
export function protocolMessages(): readonly GrpcSample[] {
  const inference = '/inference.GRPCInferenceService';
  return [
    ...[NUMBERS, WHOLE, TEXTS].map((input) => ({ method: `${inference}/ModelInfer`, message: infer(input) })),
    { method: `${inference}/ModelMetadata`, message: Buffer.from('0a016d', 'hex') },
    { method: `${inference}/ModelReady`, message: Buffer.from('0a016d', 'hex') },
    ...[NUMBERS, WHOLE, TEXTS].map((input) => ({ method: `${PREDICTION}/Predict`, message: predict(input) })),
    // {model_spec {name: m}, input {example_list {examples {features {feature {x: float_list {1, 2}}}}}}}
    ...['Classify', 'Regress'].map((name) => ({ method: `${PREDICTION}/${name}`, message: examples() })),
    // {model_spec {name: m}, metadata_field: signature_def}
    {
      method: `${PREDICTION}/GetModelMetadata`,
      message: Buffer.from('0a030a016d120d7369676e61747572655f646566', 'hex'),
    },
    { method: '/tensorflow.serving.ModelService/GetModelStatus', message: Buffer.from('0a030a016d', 'hex') },
  ];
}

/** Without raw contents a response has the form of a request. */
function infer(input: NamedTensor): Buffer {
  const request = { model: '', version: '', id: 'a', inputs: [], isTable: false, outputs: undefined } as const;
  const plain = { ...request, parameters: undefined, binaryOutputs: false };
  return Buffer.from(encodeInferGrpc(plain, 'm', '', [input], { content_type: 'np' }));
}

/** PredictRequest {model_spec = 1 {name = 1}, inputs = 2 {key = 1, value = 2}}. */
function predict({ name, tensor }: NamedTensor): Buffer {
  const writer = new WireWriter();
  const entry = writer.size;
  writeTensorProto(writer, tensor);
  writer.message(2, entry);
  writer.string(1, name);
  writer.message(2, entry);
  return withSpec(writer);
}

function examples(): Buffer {
  const writer = new WireWriter();
  const mark = writer.size;
  writer.bytes(1, new Uint8Array(new Float32Array([1]).buffer));
  writer.message(2, mark);
  writer.message(2, mark);
  writer.string(1, 'x');
  // feature, features, examples, example_list, input.
  for (const field of [1, 1, 1, 1, 2]) writer.message(field, mark);
  return withSpec(writer);
}

function withSpec(writer: WireWriter): Buffer {
  const mark = writer.size;
  writer.string(1, 'm');
  writer.message(1, mark);
  return Buffer.from(writer.finish());
}
