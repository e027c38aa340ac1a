import { RadiantError } from '../../../base/index.ts';
import type { MessageCodec, Values, WireMessage } from '../../../graph/index.ts';
import { formatJson, type JsonValue, parseJson } from '../../../payload/index.ts';
import { firstNumber } from '../../../protocols/seldon/index.ts';
import { decodeTensorflow, encodeTensorflow, type TensorflowForm } from '../../../protocols/tensorflow/index.ts';
import { isObject, joinLists, noFeedback, readObject } from './json-messages.ts';
import { plainBytes } from './plain-bytes.ts';
import { receiveTensors } from './receive-tensors.ts';
import { outputsOfSignature, toTensorflowValues } from './tensorflow-values.ts';

const JSON_TYPE = 'application/json';

/** Messages of TensorFlow Serving over REST. The predictions of one node are the instances of the next. */
export const TENSORFLOW_JSON: MessageCodec = {
  protocol: 'tensorflow',
  encoding: 'json',
  decode(message) {
    const request = decodeTensorflow('predict', plainBytes(toRequest(message)));
    return toTensorflowValues(request, outputsOfSignature(request));
  },
  encode: (values) => wire(Buffer.from(writeTensorflowJson(values))),
  receive: (values) => receiveTensors(TENSORFLOW_JSON, values),
  toRequest,
  join: (messages) => wire(joinLists(messages)),
  readBranch: (message) => readTensorflowBranch(parseJson(plainBytes(message))),
  // The protocol has no place for it.
  withRouting: (message) => message,
  readRouting: () => ({}),
  echoFeedback: noFeedback,
  decodeFeedback: noFeedback,
};

/** An answer as JSON text. */
export function writeTensorflowJson({ payload, names, form }: Values): string {
  const request = { inputs: [], isTable: false, form: formOf(form), signatureName: undefined };
  return encodeTensorflow('predict', request, names === undefined ? { payload } : { payload, names });
}

function formOf(form: unknown): TensorflowForm {
  return form === 'column' ? 'column' : 'row';
}

function wire(bytes: Uint8Array): WireMessage {
  return { protocol: 'tensorflow', encoding: 'json', bytes, contentType: JSON_TYPE };
}

/** What has instances or inputs is a request already. */
function toRequest(message: WireMessage): WireMessage {
  const body = readObject(message, '{"instances": [[1, 2]]}');
  if (body.instances !== undefined || body.inputs !== undefined) return message;
  const { predictions, outputs, ...rest } = body;
  if (predictions !== undefined) return wire(Buffer.from(formatJson({ ...rest, instances: predictions })));
  if (outputs !== undefined) return wire(Buffer.from(formatJson({ ...rest, inputs: outputs })));
  throw new RadiantError('INVALID_ARGUMENT', 'the request has neither instances nor inputs', {
    reason: 'MICROSERVICE_BAD_DATA',
  });
}

function readTensorflowBranch(body: JsonValue): number {
  const answer = isObject(body) ? (body.predictions ?? body.outputs) : body;
  return firstNumber(answer, 'the predictions');
}
