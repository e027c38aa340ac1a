import type { Feedback, Input, JsonObject, Payload } from '../../../payload/index.ts';
import { WIRE, WireReader } from '../../protobuf/index.ts';
import { toBadData } from '../bad-data.ts';
import { emptyArray } from '../read-data.ts';
import { replyForm, type SeldonRequest } from '../seldon-request.ts';
import { payloadOf, type ReadMessage, readSeldonMessage } from './read-message.ts';
import type { SeldonCallMethod } from './services.table.ts';
import { Span } from './span.ts';

/** The name under which a unit without one looks for its branch. */
const UNNAMED_UNIT = '0';

export interface DecodeGrpcOptions {
  /** PREDICTIVE_UNIT_ID: whose branch of `response.meta.routing` a feedback is about. */
  readonly unitName: string | undefined;
}

/**
 * Reads the message of a method that calls the component. Numbers are float64, but for tftensor, which keeps its type.
 * Throws INVALID_ARGUMENT, reason MICROSERVICE_BAD_DATA, naming the field.
 */
export function decodeGrpc(method: SeldonCallMethod, bytes: Uint8Array, options: DecodeGrpcOptions): SeldonRequest {
  try {
    switch (method.input) {
      case 'SeldonMessage':
        return decodeMessage(bytes);
      case 'SeldonMessageList':
        return decodeList(bytes);
      case 'Feedback':
        return decodeFeedback(bytes, options.unitName);
    }
  } catch (thrown) {
    throw toBadData(thrown);
  }
}

/** For a hook that wants the whole message: the bytes as they are. */
export function decodeGrpcRaw(_method: SeldonCallMethod, bytes: Uint8Array): SeldonRequest {
  return {
    inputs: [{ payload: { kind: 'message', encoding: 'protobuf', bytes }, names: [] }],
    meta: undefined,
    feedback: undefined,
    keepLists: false,
    reply: replyForm(true, 'none', undefined),
  };
}

function decodeMessage(bytes: Uint8Array): SeldonRequest {
  const message = readSeldonMessage(new WireReader(bytes, 'SeldonMessage'));
  return {
    inputs: [inputOf(message, 'the message')],
    // Seldon hands on an empty object over gRPC, and None over REST.
    meta: message.meta ?? {},
    feedback: undefined,
    keepLists: false,
    reply: replyForm(true, message.form, message.meta),
  };
}

function inputOf(message: ReadMessage, where: string): Input {
  return { payload: payloadOf(message, where), names: message.names };
}

function decodeList(bytes: Uint8Array): SeldonRequest {
  const reader = new WireReader(bytes, 'SeldonMessageList');
  const inputs: Input[] = [];
  const metas: JsonObject[] = [];
  let first: ReadMessage | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== ((1 << 3) | WIRE.bytes)) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    const message = readSeldonMessage(reader);
    reader.leave(outer);
    inputs.push(inputOf(message, `seldonMessages[${inputs.length}]`));
    if (message.meta !== undefined) metas.push(message.meta);
    first ??= message;
  }
  return {
    inputs,
    meta: undefined,
    feedback: undefined,
    keepLists: false,
    reply: { envelope: true, form: first?.form ?? 'none', metas, puidMeta: first?.meta },
  };
}

function decodeFeedback(bytes: Uint8Array, unitName: string | undefined): SeldonRequest {
  const reader = new WireReader(bytes, 'Feedback');
  const { end } = reader;
  const [request, response, truth] = [new Span(), new Span(), new Span()];
  let reward = 0;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) request.add(reader);
    else if (tag === ((2 << 3) | WIRE.bytes)) response.add(reader);
    else if (tag === ((3 << 3) | WIRE.fixed32)) reward = reader.float32();
    else if (tag === ((4 << 3) | WIRE.bytes)) truth.add(reader);
    else reader.skip(tag);
  }
  const asked = readPart(request, reader, 'request');
  const answered = readPart(response, reader, 'response');
  const known = readPart(truth, reader, 'truth');
  const feedback: Feedback = {
    reward,
    truth: known === undefined ? undefined : arrayOf(known),
    routing: routingOf(answered?.meta, unitName),
  };
  return {
    inputs: [{ payload: arrayOf(asked), names: asked?.names ?? [] }],
    meta: undefined,
    feedback,
    keepLists: false,
    reply: replyForm(true, asked?.form ?? 'none', asked?.meta),
  };
}

function readPart(part: Span, reader: WireReader, where: string): ReadMessage | undefined {
  return part.isSet ? readSeldonMessage(part.open(reader, where)) : undefined;
}

/** Feedback is about arrays: any other kind of data counts as none. */
function arrayOf(message: ReadMessage | undefined): Payload {
  const isArray = message?.form !== undefined && message.form !== 'none';
  return (isArray ? message.payload : undefined) ?? emptyArray();
}

function routingOf(meta: JsonObject | undefined, unitName: string | undefined): number | undefined {
  const routing = meta?.routing as JsonObject | undefined;
  const name = unitName ?? UNNAMED_UNIT;
  return routing !== undefined && Object.hasOwn(routing, name) ? Number(routing[name]) : undefined;
}
