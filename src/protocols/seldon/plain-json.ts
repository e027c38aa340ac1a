import {
  createJsonCursor,
  expectEnd,
  type Input,
  type JsonCursor,
  type NamedTensor,
  peekByte,
  scanNumericList,
  skipRange,
  skipValue,
  toInput,
  walkList,
} from '../../payload/index.ts';
import { listItems, readRecords } from '../plain/index.ts';
import { badData } from './bad-data.ts';
import { replyForm, type SeldonRequest } from './seldon-request.ts';

/**
 * A body that is a list and no message: `[[1, 2], [3, 4]]`. Seldon refuses it; here it is the data itself, as under
 * `data.ndarray`, and the answer is plain too: a list for arrays and lists, else the text, the object, or bytes as base64 text, without
 * names, tags and metrics. Lists of numbers, texts, true, false and null in any depth are taken. Objects in the list are records,
 * `[{"a": 1, "b": "x"}]`: their keys are the names of the columns; their values must be single ones, for a list of objects that hold
 * objects or lists is more likely a mistaken message than data. So is everything that is no list.
 */
export function decodePlain(cursor: JsonCursor): SeldonRequest {
  const tensor = scanNumericList(cursor);
  if (tensor !== undefined) {
    expectEnd(cursor);
    return request({ payload: { kind: 'tensor', tensor }, names: [] });
  }
  const json = skipRange(cursor);
  expectEnd(cursor);
  let records = 0;
  let others = 0;
  walkList(createJsonCursor(json.utf8), 'the list', (at) => {
    if (peekByte(at) === 0x7b) records++;
    else others++;
    skipValue(at);
  });
  if (records === 0) return request({ payload: { kind: 'list', json }, names: [] });
  const items = others === 0 ? listItems(json) : undefined;
  if (items?.length !== records) throw mistaken();
  const { tensors, isTable } = readRecords(items, 'the list');
  if (!isTable || tensors.some(hasObjects)) throw mistaken();
  return request(toInput(tensors, false, true));
}

function hasObjects({ tensor }: NamedTensor): boolean {
  return tensor.dtype === 'json' && tensor.data.some((value) => typeof value === 'object' && value !== null);
}

function mistaken(): Error {
  return badData(
    'Invalid request data type: a list with objects in it that are no rows of single values; send the data as lists, or {"jsonData": [...]}',
  );
}

/** For data that came without a message in another form than JSON: how it is answered in JSON. */
export function plainReply(): SeldonRequest {
  return {
    inputs: [],
    meta: undefined,
    feedback: undefined,
    keepLists: true,
    reply: replyForm(false, 'ndarray', undefined),
  };
}

function request(input: Input): SeldonRequest {
  return {
    inputs: [input],
    meta: undefined,
    feedback: undefined,
    keepLists: true,
    reply: replyForm(false, 'ndarray', undefined),
  };
}
