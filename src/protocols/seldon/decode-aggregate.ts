import {
  createJsonCursor,
  eachKey,
  expectEnd,
  failJson,
  type JsonCursor,
  type JsonObject,
  peekByte,
  skipValue,
} from '../../payload/index.ts';
import { badData } from './bad-data.ts';
import { invalidRequestType, isObject, type Message, readMessage } from './read-message.ts';
import type { SeldonRequest } from './seldon-request.ts';

/** Reads the messages of an aggregate call: a list of them, or an object with the list as `seldonMessages`. */
export function decodeAggregate(body: Uint8Array): SeldonRequest {
  const cursor = createJsonCursor(body);
  const byte = peekByte(cursor);
  if (byte !== 0x5b && byte !== 0x7b) throw invalidRequestType(cursor);
  const messages = byte === 0x5b ? readMessages(cursor) : readWrapped(cursor);
  expectEnd(cursor);
  if (messages === undefined) {
    throw badData(
      'Invalid request data type: an object without a list seldonMessages; aggregate takes a list of messages',
    );
  }
  const metas = messages.flatMap((message) => (message.meta === undefined ? [] : [message.meta]));
  metas.forEach(assertMergeable);
  const first = messages[0];
  return {
    inputs: messages.map(({ payload, names }) => ({ payload, names })),
    // The hook of a combiner gets no meta.
    meta: undefined,
    feedback: undefined,
    keepLists: true,
    reply: { envelope: true, form: first?.form ?? 'none', metas, puidMeta: first?.meta },
  };
}

function readWrapped(cursor: JsonCursor): Message[] | undefined {
  let messages: Message[] | undefined;
  eachKey(cursor, (key) => {
    if (key === 'seldonMessages') messages = undefined;
    if (key === 'seldonMessages' && peekByte(cursor) === 0x5b) messages = readMessages(cursor);
    else skipValue(cursor, 1);
  });
  return messages;
}

function readMessages(cursor: JsonCursor): Message[] {
  const messages: Message[] = [];
  cursor.pos++;
  if (peekByte(cursor) === 0x5d) {
    cursor.pos++;
    return messages;
  }
  for (;;) {
    const prefix = `seldonMessages[${messages.length}].`;
    if (peekByte(cursor) !== 0x7b) throw invalidRequestType(cursor, prefix);
    messages.push(readMessage(cursor, prefix));
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x5d) return messages;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'a list needs a comma or ] here');
  }
}

/** The tags of several messages become one object, which one message alone does not need. */
function assertMergeable(meta: JsonObject): void {
  if (meta.tags !== undefined && !isObject(meta.tags)) throw badData('seldonMessages: meta.tags must be an object');
  if (meta.metrics !== undefined && !Array.isArray(meta.metrics)) {
    throw badData('seldonMessages: meta.metrics must be a list');
  }
}
