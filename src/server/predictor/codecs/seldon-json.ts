import type { FeedbackCall, MessageCodec, Routing, Values, WireMessage } from '../../../graph/index.ts';
import { formatJson, type JsonValue, type Outcome, parseJson } from '../../../payload/index.ts';
import {
  carriedForm,
  decodeRest,
  type EncodeOptions,
  encodeRest,
  readBranch,
  readMessageBody,
  readRouting,
  replyIn,
  type SeldonRequest,
} from '../../../protocols/seldon/index.ts';
import { isObject, joinLists } from './json-messages.ts';
import { plainBytes } from './plain-bytes.ts';
import { receiveValues } from './receive-values.ts';

const JSON_TYPE = 'application/json';
const OPTIONS: EncodeOptions = { unitName: undefined, unitImage: undefined, includeMetrics: true, jsonAsAscii: true };

/** Seldon's messages over REST. */
export const SELDON_JSON: MessageCodec = {
  protocol: 'seldon',
  encoding: 'json',
  decode(message) {
    const request = decodeRest('transformInput', jsonOf(message), { unitName: undefined });
    const [input] = request.inputs;
    if (input === undefined) throw new Error('a message without an input');
    const { payload, names } = input;
    return { payload, names, meta: request.meta, form: carriedForm(request), keepLists: request.keepLists };
  },
  encode: (values) => wire(Buffer.from(writeSeldonJson(values))),
  receive: (values) => receiveValues(SELDON_JSON, values),
  toRequest: (message) => message,
  join: (messages) => wire(joinLists(messages)),
  readBranch: (message) => readBranch(parseJson(jsonOf(message))),
  withRouting(message, routing) {
    const body = parseJson(plainBytes(message));
    if (!isObject(body)) return message;
    const meta = isObject(body.meta) ? body.meta : {};
    return wire(Buffer.from(formatJson({ ...body, meta: { ...meta, routing } })));
  },
  readRouting: readBranches,
  echoFeedback: (feedback) => feedback,
  decodeFeedback,
};

/** An answer as JSON text. */
export function writeSeldonJson({ payload, names, meta, form }: Values): string {
  const reply = replyIn(form, meta === undefined ? [] : [meta]);
  const request: SeldonRequest = { inputs: [], meta, feedback: undefined, keepLists: true, reply };
  const outcome: Outcome = names === undefined ? { payload } : { payload, names };
  return encodeRest('transformInput', request, outcome, OPTIONS).body.toString();
}

function wire(bytes: Uint8Array): WireMessage {
  return { protocol: 'seldon', encoding: 'json', bytes, contentType: JSON_TYPE };
}

function jsonOf(message: WireMessage): Uint8Array {
  return readMessageBody(message.contentType, '', plainBytes(message));
}

/** A feedback that cannot be read goes to every node: each says itself what is wrong with it. */
function readBranches(feedback: WireMessage): Routing {
  let body: JsonValue;
  try {
    body = parseJson(jsonOf(feedback));
  } catch {
    return {};
  }
  return readRouting(body);
}

function decodeFeedback(message: WireMessage, nodeName: string): FeedbackCall {
  const request = decodeRest('sendFeedback', jsonOf(message), { unitName: nodeName });
  if (request.feedback === undefined) throw new Error('a feedback without feedback');
  return {
    inputs: request.inputs,
    feedback: request.feedback,
    keepLists: request.keepLists,
    encode(outcome, path) {
      const unitName = Object.hasOwn(path, nodeName) ? nodeName : undefined;
      const options = { ...OPTIONS, unitName, unitImage: path[nodeName] };
      return wire(Buffer.from(encodeRest('sendFeedback', request, outcome, options).body));
    },
  };
}
