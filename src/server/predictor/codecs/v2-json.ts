import { RadiantError } from '../../../base/index.ts';
import type { MessageCodec, Values, WireMessage } from '../../../graph/index.ts';
import { formatJson, type JsonObject, type JsonValue, type NamedTensor, parseJson } from '../../../payload/index.ts';
import { firstNumber } from '../../../protocols/seldon/index.ts';
import { decodeRest, encodeRest, responderOf, toOutputs, type V2Request } from '../../../protocols/v2/index.ts';
import { isObject, joinLists, noFeedback, readObject } from './json-messages.ts';
import { plainBytes } from './plain-bytes.ts';
import { receiveTensors } from './receive-tensors.ts';

const JSON_TYPE = 'application/json';

/** What an answer takes from its request. */
export interface V2Form {
  readonly kind: 'v2';
  readonly id: string | undefined;
}

/** Messages of the Open Inference Protocol over REST. The outputs of one node are the inputs of the next. */
export const V2_JSON: MessageCodec = {
  protocol: 'v2',
  encoding: 'json',
  decode: (message) => toValues(decodeRest(plainBytes(toRequest(message)))),
  encode: (values) => wire(Buffer.from(writeV2Json(values))),
  receive: (values) => receiveTensors(V2_JSON, values),
  toRequest,
  join: (messages) => wire(joinLists(messages)),
  readBranch: (message) => readV2Branch(parseJson(plainBytes(message))),
  withRouting(message, routing) {
    const body = parseJson(plainBytes(message));
    if (!isObject(body)) return message;
    const parameters = isObject(body.parameters) ? body.parameters : {};
    return wire(Buffer.from(formatJson({ ...body, parameters: { ...parameters, routing: JSON.stringify(routing) } })));
  },
  readRouting: () => ({}),
  decodeFeedback: noFeedback,
};

/** A request as the values that components are called with. */
export function toValues(request: V2Request): Values {
  const { inputs, id, parameters, isTable } = request;
  const form: V2Form = { kind: 'v2', id };
  const payload = { kind: 'tensors', tensors: inputs } as const;
  const outputs = request.outputs?.map(({ name }) => name);
  return { payload, names: [], meta: undefined, form, keepLists: false, isTable, parameters, outputs };
}

/** The id that an answer repeats; undefined when its request had none, or was of another protocol. */
export function idOf(form: unknown): string | undefined {
  return typeof form === 'object' && form !== null && 'kind' in form && form.kind === 'v2'
    ? (form as V2Form).id
    : undefined;
}

/** The tags that nodes gave, which stand for the parameters of an answer. */
export function tagsOf({ meta }: Values): JsonObject | undefined {
  return isObject(meta?.tags) ? meta.tags : undefined;
}

/** An answer as named tensors: those that its node was asked for, or all. */
export function outputsOf({ payload, names, outputs }: Values): readonly NamedTensor[] {
  const rules = { takesTensors: payload.kind === 'tensors', names: outputs };
  const wanted = outputs?.map((name) => ({ name, isBinary: undefined, contentType: undefined }));
  return toOutputs(names === undefined ? { payload } : { payload, names }, wanted, rules);
}

/** An answer as JSON text. */
export function writeV2Json(values: Values): string {
  const { form, node = '' } = values;
  const outputs = outputsOf(values);
  const request = { ...NO_REQUEST, id: idOf(form) };
  const answer = encodeRest(request, request.id ?? crypto.randomUUID(), outputs, tagsOf(values), responderOf(node, ''));
  return answer.body.toString();
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
  const body = readObject(message, '{"inputs": [...]}');
  if (body.inputs !== undefined) return message;
  const { outputs, ...rest } = body;
  if (outputs === undefined) {
    throw new RadiantError('INVALID_ARGUMENT', 'the request has no inputs', { reason: 'MICROSERVICE_BAD_DATA' });
  }
  return wire(Buffer.from(formatJson({ ...rest, inputs: outputs })));
}

/** The first element of the first output. */
function readV2Branch(body: JsonValue): number {
  const outputs = isObject(body) ? body.outputs : body;
  const [first] = Array.isArray(outputs) ? (outputs as readonly JsonValue[]) : [];
  return firstNumber(isObject(first) && Array.isArray(first.data) ? first.data : body, 'the first output');
}
