import {
  createJsonCursor,
  expectEnd,
  type JsonCursor,
  type Payload,
  peekByte,
  scanNumericList,
  skipRange,
  skipValue,
  walkList,
} from '../../payload/index.ts';
import { badData } from './bad-data.ts';
import { replyForm, type SeldonRequest } from './seldon-request.ts';

/**
 * A body that is a list and no message: `[[1, 2], [3, 4]]`. Seldon refuses it; here it is the data itself, as under
 * `data.ndarray`, and the answer is plain too: a list for arrays and lists, else the text, the object, or bytes as base64 text, without
 * names, tags and metrics. Lists of numbers, texts, true, false and null in any depth are taken. A list with objects
 * in it is refused: it is more likely a mistaken message than data. So is everything that is no list.
 */
export function decodePlain(cursor: JsonCursor): SeldonRequest {
  const tensor = scanNumericList(cursor);
  if (tensor !== undefined) {
    expectEnd(cursor);
    return request({ kind: 'tensor', tensor });
  }
  const json = skipRange(cursor);
  expectEnd(cursor);
  walkList(createJsonCursor(json.utf8), 'the list', (at) => {
    if (peekByte(at) === 0x7b) {
      throw badData(
        'Invalid request data type: a list with objects in it; send the data as lists, or {"jsonData": [...]}',
      );
    }
    skipValue(at);
  });
  return request({ kind: 'list', json });
}

function request(payload: Payload): SeldonRequest {
  return {
    inputs: [{ payload, names: [] }],
    meta: undefined,
    feedback: undefined,
    keepLists: true,
    reply: replyForm(false, 'ndarray', undefined),
  };
}
