import { RadiantError } from '../../../base/index.ts';
import type { MessageCodec, Values, WireMessage } from '../../../graph/index.ts';
import { type JsonObject, type JsonValue, type NamedTensor, parseJson } from '../../../payload/index.ts';
import { firstNumber } from '../../../protocols/seldon/index.ts';
import { decodeRest, encodeRest, responderOf, toOutputs, type V2Request } from '../../../protocols/v2/index.ts';
import { isObject, joinLists, noFeedback } from './json-messages.ts';
import { plainBytes } from './plain-bytes.ts';
import { receiveTensors } from './receive-tensors.ts';
import { joinBinary, splitBinary } from './v2-binary.ts';

const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/octet-stream';

/** What an answer takes from its request. */
export interface V2Form {
  readonly kind: 'v2';
  /** Without its inputs. */
  readonly request: V2Request;
}

/** Messages of the Open Inference Protocol over REST. The outputs of one node are the inputs of the next. */
export const V2_JSON: MessageCodec = {
  protocol: 'v2',
  encoding: 'json',
  decode: decodeMessage,
  encode: (values) => writeV2(values, { ...NO_REQUEST, id: requestOf(values.form)?.id }, outputsOf(values)),
  receive: (values) => receiveTensors(V2_JSON, values),
  toRequest,
  join: (messages) => wire(joinLists(messages.map(withoutBinary))),
  readBranch: (message) => readV2Branch(parseJson(plainBytes(withoutBinary(message)))),
  withRouting(message, routing) {
    const { body, binary } = splitBinary(message);
    if (!isObject(body)) return message;
    const parameters = isObject(body.parameters) ? body.parameters : {};
    return joinBinary({ ...body, parameters: { ...parameters, routing: JSON.stringify(routing) } }, binary);
  },
  readRouting: () => ({}),
  echoFeedback: noFeedback,
  decodeFeedback: noFeedback,
};

function decodeMessage(message: WireMessage): Values {
  const request = toRequest(message);
  return toValues(decodeRest(plainBytes(request), request.jsonBytes));
}

/** A request as the values that components are called with. */
export function toValues(request: V2Request): Values {
  const { inputs, parameters, isTable } = request;
  const form: V2Form = { kind: 'v2', request: { ...request, inputs: [] } };
  const payload = { kind: 'tensors', tensors: inputs } as const;
  const outputs = request.outputs?.map(({ name }) => name);
  return { payload, names: [], meta: undefined, form, keepLists: false, isTable, parameters, outputs };
}

/** The request that an answer belongs to; undefined when that was of another protocol. */
export function requestOf(form: unknown): V2Request | undefined {
  return typeof form === 'object' && form !== null && 'kind' in form && form.kind === 'v2'
    ? (form as V2Form).request
    : undefined;
}

/** The tags that nodes gave, which stand for the parameters of an answer. */
export function tagsOf({ meta }: Values): JsonObject | undefined {
  return isObject(meta?.tags) ? meta.tags : undefined;
}

/** An answer on its way as named tensors: those that its node was asked for, or all. */
export function outputsOf(values: Values): readonly NamedTensor[] {
  const wanted = values.outputs?.map((name) => ({ name, isBinary: undefined, contentType: undefined }));
  return chooseOutputs(values, wanted);
}

/** What the caller gets of the last node's answer. Throws INVALID_ARGUMENT for an output that is not there. */
export function lastOutputsOf(values: Values): readonly NamedTensor[] {
  return chooseOutputs(values, requestOf(values.form)?.outputs);
}

function chooseOutputs({ payload, names, outputs }: Values, wanted: V2Request['outputs']): readonly NamedTensor[] {
  const rules = { takesTensors: payload.kind === 'tensors', names: outputs };
  return toOutputs(names === undefined ? { payload } : { payload, names }, wanted, rules);
}

/** The answer to the caller: with the outputs that it wants, in the form that it wants. */
export function writeLastV2Json(values: Values): WireMessage {
  return writeV2(values, requestOf(values.form) ?? NO_REQUEST, lastOutputsOf(values));
}

function writeV2(values: Values, request: V2Request, outputs: readonly NamedTensor[]): WireMessage {
  const { node = '' } = values;
  const id = request.id ?? crypto.randomUUID();
  const { body, jsonBytes } = encodeRest(request, id, outputs, tagsOf(values), responderOf(node, ''));
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return jsonBytes === undefined ? wire(bytes) : { ...wire(bytes), contentType: BINARY_TYPE, jsonBytes };
}

const NO_REQUEST: V2Request = {
  id: undefined,
  inputs: [],
  isTable: false,
  outputs: undefined,
  parameters: undefined,
  binaryOutputs: false,
};

function wire(bytes: Uint8Array): WireMessage {
  return { protocol: 'v2', encoding: 'json', bytes, contentType: JSON_TYPE };
}

/** What has inputs is a request already, whatever else is in it; an answer's outputs become inputs. */
function toRequest(message: WireMessage): WireMessage {
  // Only a key has a colon behind it: most requests are not read to know that they are some.
  if (message.contentEncoding === undefined && asBuffer(message.bytes).includes('"inputs":')) return message;
  const { body, binary } = splitBinary(message);
  if (!isObject(body)) {
    throw new RadiantError('INVALID_ARGUMENT', 'the request must be an object such as {"inputs": [...]}', {
      reason: 'MICROSERVICE_BAD_DATA',
    });
  }
  if (body.inputs !== undefined) return message;
  const { outputs, ...rest } = body;
  if (outputs === undefined) {
    throw new RadiantError('INVALID_ARGUMENT', 'the request has no inputs', { reason: 'MICROSERVICE_BAD_DATA' });
  }
  return joinBinary({ ...rest, inputs: outputs }, binary);
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The message as JSON alone: combiners and routers elsewhere are sent, and branches read from, no binary tensors. */
function withoutBinary(message: WireMessage): WireMessage {
  return message.jsonBytes === undefined ? message : V2_JSON.encode(decodeMessage(message));
}

/** The first element of the first output. */
function readV2Branch(body: JsonValue): number {
  const outputs = isObject(body) ? body.outputs : body;
  const [first] = Array.isArray(outputs) ? (outputs as readonly JsonValue[]) : [];
  return firstNumber(isObject(first) && Array.isArray(first.data) ? first.data : body, 'the first output');
}
