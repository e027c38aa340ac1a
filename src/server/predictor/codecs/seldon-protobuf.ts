import { RadiantError } from '../../../base/index.ts';
import type { FeedbackCall, MessageCodec, Routing, Values, WireMessage } from '../../../graph/index.ts';
import type { JsonObject, Outcome } from '../../../payload/index.ts';
import { WIRE, WireReader, WireWriter } from '../../../protocols/protobuf/index.ts';
import {
  decodeGrpc,
  type EncodeGrpcOptions,
  encodeGrpc,
  readRouting,
  replyIn,
  type SeldonCallMethod,
  type SeldonRequest,
  seldonMessageToJson,
} from '../../../protocols/seldon/index.ts';
import { receiveValues } from './receive-values.ts';

const MESSAGE: SeldonCallMethod = { verb: 'transformInput', input: 'SeldonMessage', output: 'SeldonMessage' };
const FEEDBACK: SeldonCallMethod = { verb: 'sendFeedback', input: 'Feedback', output: 'SeldonMessage' };
const OPTIONS: EncodeGrpcOptions = { unitName: undefined, unitImage: undefined, includeMetrics: true };

/** Field numbers of seldon.protos: SeldonMessageList.seldonMessages, SeldonMessage.meta, Meta.routing and its entries. */
const LIST_MESSAGES = 1;
const MESSAGE_META = 2;
const META_ROUTING = 3;
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;

/** Seldon's messages over gRPC. */
export const SELDON_PROTOBUF: MessageCodec = {
  protocol: 'seldon',
  encoding: 'protobuf',
  decode({ bytes }) {
    const { inputs, meta, reply, keepLists } = decodeGrpc(MESSAGE, bytes, { unitName: undefined });
    const [input] = inputs;
    if (input === undefined) throw new Error('a message without an input');
    return { payload: input.payload, names: input.names, meta, form: reply.form, keepLists };
  },
  encode: (values) => wire(writeMessage(values)),
  receive: (values) => receiveValues(SELDON_PROTOBUF, values),
  toRequest: (message) => message,
  join(messages) {
    const writer = new WireWriter();
    for (const { bytes } of messages.toReversed()) writer.bytes(LIST_MESSAGES, bytes);
    return wire(writer.finish());
  },
  readBranch,
  withRouting,
  readRouting(feedback) {
    try {
      return readRouting(seldonMessageToJson('Feedback', feedback.bytes));
    } catch {
      // Each node says itself what is wrong with it.
      return {};
    }
  },
  // A Feedback is no SeldonMessage: clients could not read it.
  echoFeedback: () => wire(new Uint8Array(0)),
  decodeFeedback,
};

function wire(bytes: Uint8Array): WireMessage {
  return { protocol: 'seldon', encoding: 'protobuf', bytes, contentType: undefined };
}

function writeMessage({ payload, names, meta, form }: Values): Uint8Array {
  const known: JsonObject | undefined = meta === undefined || Object.keys(meta).length === 0 ? undefined : meta;
  const metas = known === undefined ? [] : [known];
  const reply = { ...replyIn(form, metas), envelope: true };
  const request: SeldonRequest = { inputs: [], meta, feedback: undefined, keepLists: false, reply };
  return encodeGrpc(MESSAGE, request, names === undefined ? { payload } : { payload, names }, OPTIONS);
}

function readBranch(message: WireMessage): number {
  const { payload } = SELDON_PROTOBUF.decode(message, true);
  const first = payload.kind === 'tensor' ? payload.tensor.data[0] : undefined;
  if (typeof first === 'number' || typeof first === 'bigint') return Number(first);
  throw new RadiantError('INVALID_ARGUMENT', 'its data does not begin with a number', { reason: 'NO_BRANCH' });
}

/**
 * The entries go to the end of the meta, as they are: nothing that came is read or written anew. Pieces of meta are joined, for some clients
 * keep only the last of them.
 */
function withRouting({ bytes }: WireMessage, routing: Routing): WireMessage {
  const entries = new WireWriter();
  for (const [name, branch] of Object.entries(routing)) {
    const mark = entries.size;
    entries.int32(ENTRY_VALUE, branch);
    entries.string(ENTRY_KEY, name);
    entries.message(META_ROUTING, mark);
  }
  const metas: Uint8Array[] = [];
  const others: Uint8Array[] = [];
  const reader = new WireReader(bytes, 'SeldonMessage');
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = reader.tag();
    if (tag === ((MESSAGE_META << 3) | WIRE.bytes)) {
      metas.push(reader.bytesField());
      continue;
    }
    reader.skip(tag);
    others.push(bytes.subarray(start, reader.position));
  }
  const meta = new WireWriter();
  meta.bytes(MESSAGE_META, Buffer.concat([...metas, entries.finish()]));
  return wire(Buffer.concat([meta.finish(), ...others]));
}

function decodeFeedback({ bytes }: WireMessage, nodeName: string): FeedbackCall {
  const request = decodeGrpc(FEEDBACK, bytes, { unitName: nodeName });
  if (request.feedback === undefined) throw new Error('a feedback without feedback');
  return {
    inputs: request.inputs,
    feedback: request.feedback,
    keepLists: request.keepLists,
    encode(outcome: Outcome, path) {
      const unitName = Object.hasOwn(path, nodeName) ? nodeName : undefined;
      return wire(encodeGrpc(FEEDBACK, request, outcome, { ...OPTIONS, unitName, unitImage: path[nodeName] }));
    },
  };
}
