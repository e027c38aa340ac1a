import type { FeedbackCall, MessageCodec, Routing, Values, WireMessage } from '../../../graph/index.ts';
import { formatJson, type JsonObject, type JsonValue, type Outcome, parseJson } from '../../../payload/index.ts';
import {
  type DataForm,
  decodeRest,
  type EncodeOptions,
  encodeRest,
  readMessageBody,
  type SeldonRequest,
} from '../../../protocols/seldon/index.ts';
import { firstNumber } from './first-number.ts';
import { isObject, joinLists } from './json-messages.ts';
import { plainBytes } from './plain-bytes.ts';
import { receiveValues } from './receive-values.ts';

const JSON_TYPE = 'application/json';
/** The form of a body that is the data itself, without a message around it. */
const PLAIN = 'plain';
const OPTIONS: EncodeOptions = { unitName: undefined, unitImage: undefined, includeMetrics: true, jsonAsAscii: true };

/** Seldon's messages over REST. */
export const SELDON_JSON: MessageCodec = {
  protocol: 'seldon',
  encoding: 'json',
  decode(message) {
    const { inputs, meta, reply, keepLists } = decodeRest('transformInput', jsonOf(message), { unitName: undefined });
    const [input] = inputs;
    if (input === undefined) throw new Error('a message without an input');
    const { payload, names } = input;
    return { payload, names, meta, form: reply.envelope ? reply.form : PLAIN, keepLists };
  },
  encode: (values) => wire(Buffer.from(writeSeldonJson(values))),
  receive: (values) => receiveValues(SELDON_JSON, values),
  toRequest: (message) => message,
  join: (messages) => wire(joinLists(messages)),
  readBranch: (message) => firstNumber(parseJson(jsonOf(message))),
  withRouting(message, routing) {
    const body = parseJson(plainBytes(message));
    if (!isObject(body)) return message;
    const meta = isObject(body.meta) ? body.meta : {};
    return wire(Buffer.from(formatJson({ ...body, meta: { ...meta, routing } })));
  },
  readRouting,
  decodeFeedback,
};

/** The form of data that came in this protocol; none for what came in another. */
export function asForm(form: unknown): DataForm {
  return form === 'ndarray' || form === 'tensor' || form === 'tftensor' ? form : 'none';
}

/** An answer as JSON text. */
export function writeSeldonJson({ payload, names, meta, form }: Values): string {
  const metas = meta === undefined ? [] : [meta];
  const isPlain = form === PLAIN;
  const reply = {
    envelope: !isPlain,
    form: isPlain ? 'ndarray' : asForm(form),
    metas,
    puidMeta: meta,
  };
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
function readRouting(feedback: WireMessage): Routing {
  let body: JsonValue;
  try {
    body = parseJson(jsonOf(feedback));
  } catch {
    return {};
  }
  return routingOf(body);
}

/** `response.meta.routing` of a Feedback; what is no number there counts as not said. */
export function routingOf(feedback: JsonValue): Routing {
  const response = isObject(feedback) ? feedback.response : undefined;
  const meta = isObject(response) ? response.meta : undefined;
  const routing = isObject(meta) ? meta.routing : undefined;
  if (!isObject(routing)) return {};
  const entries = Object.entries(routing).map(([name, branch]): [string, number] => [name, Number(branch)]);
  return Object.fromEntries(entries.filter(([, branch]) => Number.isInteger(branch)));
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
