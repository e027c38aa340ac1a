import { RadiantError } from '../../../base/index.ts';
import type { MessageCodec, WireMessage } from '../../../graph/index.ts';
import { WIRE, WireReader, WireWriter } from '../../../protocols/protobuf/index.ts';
import {
  DEFAULT_OUTPUT,
  decodeTensorflowGrpc,
  encodeTensorflowGrpc,
  ONLY_VERSION,
} from '../../../protocols/tensorflow/index.ts';
import { noFeedback } from './json-messages.ts';
import { receiveTensors } from './receive-tensors.ts';
import { outputsOfSignature, toTensorflowValues } from './tensorflow-values.ts';

/** Fields of PredictRequest and PredictResponse: the maps of tensors have the same form under other numbers. */
const REQUEST_SPEC = 1;
const REQUEST_INPUTS = 2;
const RESPONSE_OUTPUTS = 1;
const SPEC_NAME = 1;

/** Messages of TensorFlow Serving's Predict over gRPC. */
export const TENSORFLOW_PROTOBUF: MessageCodec = {
  protocol: 'tensorflow',
  encoding: 'protobuf',
  decode(message, isAnswer) {
    const { bytes } = isAnswer ? toRequest(message, '', true) : message;
    const request = decodeTensorflowGrpc('predict', bytes);
    const { outputFilter } = request;
    return toTensorflowValues(request, outputFilter.length > 0 ? outputFilter : outputsOfSignature(request));
  },
  encode({ payload, names, outputs, node = '' }) {
    const model = { name: node, version: ONLY_VERSION, outputName: outputs?.[0] ?? DEFAULT_OUTPUT };
    const outcome = names === undefined ? { payload } : { payload, names };
    return wire(encodeTensorflowGrpc('predict', { outputFilter: [], signatureName: undefined }, outcome, model));
  },
  receive: (values) => receiveTensors(TENSORFLOW_PROTOBUF, values),
  toRequest,
  join() {
    throw new RadiantError(
      'UNIMPLEMENTED',
      'a combiner elsewhere cannot be asked over TensorFlow gRPC: give it a REST port',
      {
        reason: 'METHOD_NOT_IN_PROTOCOL',
      },
    );
  },
  readBranch(message) {
    const { payload } = TENSORFLOW_PROTOBUF.decode(message, true);
    const first = payload.kind === 'tensors' ? payload.tensors[0]?.tensor.data[0] : undefined;
    if (typeof first === 'number' || typeof first === 'bigint') return Number(first);
    throw new RadiantError('INVALID_ARGUMENT', 'its outputs do not begin with a number', { reason: 'NO_BRANCH' });
  },
  withRouting: (message) => message,
  readRouting: () => ({}),
  echoFeedback: noFeedback,
  decodeFeedback: noFeedback,
};

function wire(bytes: Uint8Array): WireMessage {
  return { protocol: 'tensorflow', encoding: 'protobuf', bytes, contentType: undefined };
}

/** A request for the model of its node: that it already is, untouched. Of an answer the tensors are taken, as they stand. */
function toRequest(message: WireMessage, nodeName: string, isAnswer: boolean): WireMessage {
  const { bytes } = message;
  if (!isAnswer && (nodeName === '' || decodeTensorflowGrpc('predict', bytes).model.name === nodeName)) return message;
  const spec = new WireWriter();
  if (nodeName !== '') spec.string(SPEC_NAME, nodeName);
  spec.message(REQUEST_SPEC, 0);
  // Two specs behind each other are one with the fields of both, the later one's name.
  if (!isAnswer) return wire(Buffer.concat([bytes, spec.finish()]));
  const pieces: Uint8Array[] = [spec.finish()];
  const reader = new WireReader(bytes, 'PredictResponse');
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== ((RESPONSE_OUTPUTS << 3) | WIRE.bytes)) {
      reader.skip(tag);
      continue;
    }
    const entry = new WireWriter();
    entry.bytes(REQUEST_INPUTS, reader.bytesField());
    pieces.push(entry.finish());
  }
  return wire(Buffer.concat(pieces));
}
