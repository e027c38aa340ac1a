import { RadiantError } from '../../../base/index.ts';
import type { MessageCodec, Values, WireMessage } from '../../../graph/index.ts';
import type { NamedTensor } from '../../../payload/index.ts';
import { WIRE, WireReader, WireWriter } from '../../../protocols/protobuf/index.ts';
import { decodeInferGrpc, encodeInferGrpc, type V2GrpcRequest } from '../../../protocols/v2/index.ts';
import { noFeedback } from './json-messages.ts';
import { receiveTensors } from './receive-tensors.ts';
import { lastOutputsOf, outputsOf, requestOf, tagsOf, toValues } from './v2-json.ts';

/** Fields of ModelInferRequest and ModelInferResponse. Inputs and outputs have the same number and form; what follows them has not. */
const MODEL_NAME = 1;
const TENSORS = 5;
const RESPONSE_RAW = 6;
const REQUEST_RAW = 7;

const NO_REQUEST: V2GrpcRequest = {
  model: '',
  version: '',
  id: '',
  inputs: [],
  isTable: false,
  outputs: undefined,
  parameters: undefined,
  binaryOutputs: false,
};

/** Messages of the Open Inference Protocol over gRPC. */
export const V2_PROTOBUF: MessageCodec = {
  protocol: 'v2',
  encoding: 'protobuf',
  decode: (message, isAnswer) => toValues(decodeInferGrpc(toRequest(message, '', isAnswer).bytes)),
  encode: (values) => writeV2Protobuf(values, outputsOf(values)),
  receive: (values) => receiveTensors(V2_PROTOBUF, values),
  toRequest,
  join() {
    throw new RadiantError('UNIMPLEMENTED', 'a combiner elsewhere cannot be asked over V2 gRPC: give it a REST port', {
      reason: 'METHOD_NOT_IN_PROTOCOL',
    });
  },
  readBranch,
  withRouting: (message) => message,
  readRouting: () => ({}),
  echoFeedback: noFeedback,
  decodeFeedback: noFeedback,
};

/** The answer to the caller: with the outputs that it wants. Throws INVALID_ARGUMENT for one that is not there. */
export function writeLastV2Protobuf(values: Values): WireMessage {
  return writeV2Protobuf(values, lastOutputsOf(values));
}

/** Raw where the request was. */
function writeV2Protobuf(values: Values, outputs: readonly NamedTensor[]): WireMessage {
  const { id = '', binaryOutputs = false } = requestOf(values.form) ?? {};
  const request = { ...NO_REQUEST, id, binaryOutputs };
  return wire(encodeInferGrpc(request, values.node ?? '', '', outputs, tagsOf(values)));
}

function wire(bytes: Uint8Array): WireMessage {
  return { protocol: 'v2', encoding: 'protobuf', bytes, contentType: undefined };
}

/**
 * A request under the name of its node. Of an answer the tensors are taken, raw contents too, as they stand; its id and parameters
 * are not the next node's.
 */
function toRequest({ bytes }: WireMessage, nodeName: string, isAnswer: boolean): WireMessage {
  const name = new WireWriter();
  if (nodeName !== '') name.string(MODEL_NAME, nodeName);
  const kept: Uint8Array[] = [name.finish()];
  const reader = new WireReader(bytes, isAnswer ? 'ModelInferResponse' : 'ModelInferRequest');
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = reader.tag();
    const field = tag >>> 3;
    if (isAnswer && tag === ((RESPONSE_RAW << 3) | WIRE.bytes)) {
      const raw = new WireWriter();
      raw.bytes(REQUEST_RAW, reader.bytesField());
      kept.push(raw.finish());
      continue;
    }
    reader.skip(tag);
    if (isAnswer ? field === TENSORS : field !== MODEL_NAME) kept.push(bytes.subarray(start, reader.position));
  }
  return wire(Buffer.concat(kept));
}

function readBranch(message: WireMessage): number {
  const { payload } = V2_PROTOBUF.decode(message, true) as Values;
  const tensor = payload.kind === 'tensors' ? payload.tensors[0]?.tensor : undefined;
  const first = tensor?.data[0];
  if (typeof first === 'number' || typeof first === 'bigint') return Number(first);
  throw new RadiantError('INVALID_ARGUMENT', 'its outputs do not begin with a number', { reason: 'NO_BRANCH' });
}
