import type { NamedTensor, Tensor } from '../../../payload/index.ts';
import { WIRE, WireReader } from '../../protobuf/index.ts';
import { readTensorProto } from '../../tensor-proto/index.ts';
import { badRequest } from '../bad-request.ts';
import type { TensorflowMethod, TensorflowRequest } from '../tensorflow-request.ts';
import { type ModelSpec, NO_SPEC, readModelSpec } from './model-spec.ts';
import { readExamples } from './read-examples.ts';
import { textsOf } from './texts-of.ts';

/** A gRPC request that has been read. */
export interface TensorflowGrpcRequest extends TensorflowRequest {
  readonly model: ModelSpec;
  /** The outputs that are wanted; all when empty. */
  readonly outputFilter: readonly string[];
}

/**
 * Reads a PredictRequest, ClassificationRequest or RegressionRequest. Texts that are all UTF-8 become strings.
 * Throws INVALID_ARGUMENT naming the message or input; reason MALFORMED_PROTOBUF for bytes that are no message.
 */
export function decodeTensorflowGrpc(method: TensorflowMethod, message: Uint8Array): TensorflowGrpcRequest {
  return method === 'predict' ? decodePredict(message) : decodeInput(method, message);
}

function decodePredict(message: Uint8Array): TensorflowGrpcRequest {
  const reader = new WireReader(message, 'PredictRequest');
  const inputs = new Map<string, Tensor>();
  const outputFilter: string[] = [];
  let model = NO_SPEC;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) model = readModelSpec(reader);
    else if (tag === ((2 << 3) | WIRE.bytes)) readInput(reader, inputs);
    else if (tag === ((3 << 3) | WIRE.bytes)) outputFilter.push(reader.string());
    else reader.skip(tag);
  }
  if (inputs.size === 0) throw badRequest('PredictRequest: inputs is empty: it needs a tensor');
  const named = Array.from(inputs, ([name, tensor]): NamedTensor => ({ name, tensor }));
  return {
    inputs: named,
    isTable: false,
    form: 'column',
    signatureName: model.signatureName,
    model,
    outputFilter,
  };
}

function readInput(reader: WireReader, inputs: Map<string, Tensor>): void {
  const outer = reader.enter();
  const { where } = reader;
  let name = '';
  let content = new Uint8Array(0) as Uint8Array;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) name = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) content = reader.bytesField();
    else reader.skip(tag);
  }
  reader.leave(outer);
  const tensor = readTensorProto(new WireReader(content, `${where}: inputs[${JSON.stringify(name.slice(0, 100))}]`));
  inputs.set(name, textsOf(tensor));
}

function decodeInput(method: TensorflowMethod, message: Uint8Array): TensorflowGrpcRequest {
  const reader = new WireReader(message, method === 'classify' ? 'ClassificationRequest' : 'RegressionRequest');
  let model = NO_SPEC;
  let inputs: readonly NamedTensor[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) model = readModelSpec(reader);
    else if (tag === ((2 << 3) | WIRE.bytes)) inputs = readExamples(reader);
    else reader.skip(tag);
  }
  if (inputs.length === 0) throw badRequest(`${reader.where}: input has no example with a feature`);
  return { inputs, isTable: true, form: 'row', signatureName: model.signatureName, model, outputFilter: [] };
}
