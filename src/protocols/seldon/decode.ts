import { createJsonCursor, expectEnd, peekByte, skipValue, type Verb, validateJson } from '../../payload/index.ts';
import { missingJson, toBadData } from './bad-data.ts';
import { decodeAggregate } from './decode-aggregate.ts';
import { decodeFeedback } from './feedback.ts';
import { decodePlain } from './plain-json.ts';
import { invalidRequestType, readMessage } from './read-message.ts';
import { replyForm, type SeldonRequest } from './seldon-request.ts';

export interface DecodeOptions {
  /** PREDICTIVE_UNIT_ID: whose branch of `response.meta.routing` a feedback is about. */
  readonly unitName: string | undefined;
}

/**
 * Reads a SeldonMessage (for aggregate a list of them, for sendFeedback a Feedback; healthStatus has no body), or plain JSON:
 * see `decodePlain`. `body` is UTF-8. Throws INVALID_ARGUMENT, reason MICROSERVICE_BAD_DATA, naming the field.
 */
export function decodeRest(verb: Verb, body: Uint8Array, options: DecodeOptions): SeldonRequest {
  try {
    switch (verb) {
      case 'predict':
      case 'transformInput':
      case 'transformOutput':
      case 'route':
        return decodeMessage(body);
      case 'aggregate':
        return decodeAggregate(body);
      case 'sendFeedback':
        return decodeFeedback(body, options.unitName);
      case 'healthStatus':
        return {
          inputs: [],
          meta: undefined,
          feedback: undefined,
          keepLists: true,
          reply: replyForm(true, 'none', undefined),
        };
    }
  } catch (thrown) {
    throw syntaxError(body) ?? toBadData(thrown);
  }
}

/** A body that is no JSON is told as such, even when something else was found to be wrong before the place where it breaks. */
function syntaxError(body: Uint8Array): unknown {
  try {
    validateJson(body);
    return undefined;
  } catch (thrown) {
    return toBadData(thrown);
  }
}

/** For a hook that wants the whole message: any JSON value but null, checked and handed on as it is. */
export function decodeRestRaw(_verb: Verb, body: Uint8Array): SeldonRequest {
  try {
    const cursor = createJsonCursor(body);
    const isNull = peekByte(cursor) === 0x6e;
    skipValue(cursor);
    expectEnd(cursor);
    if (isNull) throw missingJson();
  } catch (thrown) {
    throw toBadData(thrown);
  }
  return {
    inputs: [{ payload: { kind: 'message', encoding: 'json', bytes: body }, names: [] }],
    meta: undefined,
    feedback: undefined,
    keepLists: true,
    reply: replyForm(true, 'none', undefined),
  };
}

function decodeMessage(body: Uint8Array): SeldonRequest {
  const cursor = createJsonCursor(body);
  const byte = peekByte(cursor);
  if (byte === 0x5b) return decodePlain(cursor);
  if (byte !== 0x7b) throw invalidRequestType(cursor);
  const { payload, names, form, meta } = readMessage(cursor, '');
  expectEnd(cursor);
  return {
    inputs: [{ payload, names }],
    meta,
    feedback: undefined,
    keepLists: true,
    reply: replyForm(true, form, meta),
  };
}
