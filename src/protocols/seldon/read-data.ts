import {
  createTensor,
  eachKey,
  type JsonCursor,
  type JsonText,
  type JsonValue,
  listShape,
  type Payload,
  parseValue,
  peekByte,
  scanNumericList,
  skipRange,
  skipValue,
  type Tensor,
} from '../../payload/index.ts';
import { badData } from './bad-data.ts';
import { type FlatTensor, readFlatTensor, toTensorPayload } from './read-tensor.ts';
import type { DataForm } from './seldon-request.ts';
import { decodeTfTensor } from './tftensor.ts';

export interface Data {
  readonly payload: Payload;
  readonly names: JsonValue;
  readonly form: DataForm;
}

const NO_NAMES: JsonValue = [];
const MEMBER_NAMES = ['names', 'ndarray', 'tensor', 'tftensor'] as const;

interface Members {
  names: JsonValue;
  /** The numbers of `ndarray`, or its text when it is no plain list of numbers. */
  ndarray: Tensor | JsonText | undefined;
  tensor: FlatTensor | undefined;
  tftensor: JsonValue | undefined;
}

/**
 * Reads the value of `data`. `tensor` wins over `ndarray`, which wins over `tftensor`; without any of them it is an empty array.
 * Numbers go straight from the bytes into a typed array.
 */
export function readData(cursor: JsonCursor, prefix: string): Data {
  if (peekByte(cursor) !== 0x7b) return readOddData(cursor, prefix);
  const members: Members = { names: NO_NAMES, ndarray: undefined, tensor: undefined, tftensor: undefined };
  eachKey(cursor, (key) => readMember(cursor, key, members));
  const { names, ndarray, tensor, tftensor } = members;
  if (tensor !== undefined) return { payload: toTensorPayload(tensor, `${prefix}data.tensor`), names, form: 'tensor' };
  const form = tftensor === undefined ? 'ndarray' : 'tftensor';
  if (ndarray !== undefined) return { payload: toPayload(ndarray, prefix), names, form };
  if (tftensor !== undefined) {
    return { payload: { kind: 'tensor', tensor: decodeTfTensor(tftensor, `${prefix}data.tftensor`) }, names, form };
  }
  return { payload: emptyArray(), names, form };
}

/**
 * A text or a list in place of the object counts as an empty array, as it does in Seldon, unless a member is named in it: then it is most
 * likely the object itself, written as text once too often.
 */
function readOddData(cursor: JsonCursor, prefix: string): Data {
  const byte = peekByte(cursor);
  const value = byte === 0x22 || byte === 0x5b ? parseValue(cursor, 1) : undefined;
  const isOther = typeof value !== 'string' && !Array.isArray(value);
  if (isOther || MEMBER_NAMES.some((name) => value.includes(name))) {
    throw badData(`${prefix}data must be an object such as {"ndarray": [[1, 2]]}`);
  }
  return { payload: emptyArray(), names: NO_NAMES, form: 'ndarray' };
}

/** What there is when nothing was sent: no numbers, shape (0). */
export function emptyArray(): Payload {
  return { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) };
}

function readMember(cursor: JsonCursor, key: string, members: Members): void {
  switch (key) {
    case 'names':
      // null is the same as not given.
      members.names = parseValue(cursor, 2) ?? NO_NAMES;
      return;
    case 'ndarray':
      members.ndarray = scanNumericList(cursor) ?? skipRange(cursor);
      return;
    case 'tensor':
      members.tensor = readFlatTensor(cursor);
      return;
    case 'tftensor':
      members.tftensor = parseValue(cursor, 2);
      return;
    default:
      skipValue(cursor, 2);
  }
}

function toPayload(ndarray: Tensor | JsonText, prefix: string): Payload {
  if (!('utf8' in ndarray)) return { kind: 'tensor', tensor: ndarray };
  listShape(ndarray, `${prefix}data.ndarray`);
  return { kind: 'list', json: ndarray };
}
