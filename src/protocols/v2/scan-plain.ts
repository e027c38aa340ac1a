import {
  createTensor,
  type JsonCursor,
  matchesText,
  type NamedTensor,
  parseText,
  peekByte,
  scanNumericList,
  skipColon,
} from '../../payload/index.ts';
import { convertNumbers } from './convert-numbers.ts';
import { datatypeEntry } from './datatypes.table.ts';
import { resolveShape } from './resolve-shape.ts';
import type { V2Request } from './v2-request.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BRACKET_CLOSE = 0x5d;
const BRACE_CLOSE = 0x7d;

/**
 * The short way for the plain form that nearly all requests have: an id perhaps, inputs of numbers with name, shape, datatype and
 * data (after the datatype), and nothing else. Undefined, with the cursor anywhere, for all else, mistakes included. May throw what is
 * wrong with shapes and values, as the long way does.
 */
export function scanPlain(cursor: JsonCursor): V2Request | undefined {
  const { bytes, end } = cursor;
  if (peekByte(cursor) !== 0x7b) return undefined;
  let id: string | undefined;
  let inputs: NamedTensor[] | undefined;
  do {
    cursor.pos++;
    if (peekByte(cursor) !== QUOTE) return undefined;
    const { pos } = cursor;
    if (inputs === undefined && matchesText(bytes, pos, end, '"inputs"')) {
      cursor.pos = pos + 8;
      skipColon(cursor);
      inputs = scanInputs(cursor);
      if (inputs === undefined) return undefined;
    } else if (matchesText(bytes, pos, end, '"id"')) {
      cursor.pos = pos + 4;
      skipColon(cursor);
      if (peekByte(cursor) !== QUOTE) return undefined;
      id = parseText(cursor);
    } else return undefined;
  } while (peekByte(cursor) === COMMA);
  if (inputs === undefined || bytes[cursor.pos] !== BRACE_CLOSE) return undefined;
  cursor.pos++;
  if (peekByte(cursor) !== -1) return undefined;
  return { id, inputs, isTable: false, outputs: undefined, parameters: undefined, binaryOutputs: false };
}

function scanInputs(cursor: JsonCursor): NamedTensor[] | undefined {
  if (peekByte(cursor) !== 0x5b) return undefined;
  const inputs: NamedTensor[] = [];
  do {
    cursor.pos++;
    if (peekByte(cursor) !== 0x7b) return undefined;
    const input = scanInput(cursor, inputs.length);
    if (input === undefined) return undefined;
    inputs.push(input);
  } while (peekByte(cursor) === COMMA);
  if (cursor.bytes[cursor.pos] !== BRACKET_CLOSE) return undefined;
  cursor.pos++;
  return inputs;
}

function scanInput(cursor: JsonCursor, index: number): NamedTensor | undefined {
  const { bytes, end } = cursor;
  let name: string | undefined;
  let shape: number[] | undefined;
  let datatype: string | undefined;
  let tensor: NamedTensor['tensor'] | undefined;
  do {
    cursor.pos++;
    if (peekByte(cursor) !== QUOTE) return undefined;
    const { pos } = cursor;
    switch (bytes[pos + 1]) {
      case 0x6e:
        if (!matchesText(bytes, pos, end, '"name"')) return undefined;
        name = scanText(cursor, pos + 6);
        if (name === undefined) return undefined;
        break;
      case 0x73:
        if (!matchesText(bytes, pos, end, '"shape"')) return undefined;
        cursor.pos = pos + 7;
        skipColon(cursor);
        shape = scanShape(cursor);
        if (shape === undefined) return undefined;
        break;
      default:
        if (matchesText(bytes, pos, end, '"datatype"')) {
          datatype = scanText(cursor, pos + 10);
          if (datatype === undefined) return undefined;
        } else if (shape !== undefined && datatype !== undefined && matchesText(bytes, pos, end, '"data"')) {
          cursor.pos = pos + 6;
          skipColon(cursor);
          tensor = scanData(cursor, shape, datatype, index);
          if (tensor === undefined) return undefined;
        } else return undefined;
    }
  } while (peekByte(cursor) === COMMA);
  if (name === undefined || tensor === undefined || bytes[cursor.pos] !== BRACE_CLOSE) return undefined;
  cursor.pos++;
  return { name, tensor };
}

function scanText(cursor: JsonCursor, from: number): string | undefined {
  cursor.pos = from;
  skipColon(cursor);
  return peekByte(cursor) === QUOTE ? parseText(cursor) : undefined;
}

/** A list of sizes of a few digits. */
function scanShape(cursor: JsonCursor): number[] | undefined {
  if (peekByte(cursor) !== 0x5b) return undefined;
  const { bytes, end } = cursor;
  const shape: number[] = [];
  do {
    cursor.pos++;
    peekByte(cursor);
    let { pos } = cursor;
    const start = pos;
    let size = 0;
    for (; pos < end; pos++) {
      const digit = bytes[pos]! - 0x30;
      if (digit < 0 || digit > 9) break;
      size = size * 10 + digit;
    }
    if (pos === start || pos - start > 9 || (bytes[start] === 0x30 && pos - start > 1)) return undefined;
    shape.push(size);
    cursor.pos = pos;
  } while (peekByte(cursor) === COMMA);
  if (bytes[cursor.pos] !== BRACKET_CLOSE) return undefined;
  cursor.pos++;
  return shape;
}

function scanData(
  cursor: JsonCursor,
  shape: readonly number[],
  datatype: string,
  index: number,
): NamedTensor['tensor'] | undefined {
  const entry = datatypeEntry(datatype);
  if (entry === undefined || entry.dtype === 'string' || entry.dtype === 'bool') return undefined;
  if (peekByte(cursor) !== 0x5b) return undefined;
  const isLong = entry.dtype === 'int64' || entry.dtype === 'uint64';
  const numbers = scanNumericList(cursor, false, !isLong);
  if (numbers === undefined || (isLong && numbers.dtype === 'float64')) return undefined;
  const data = numbers.data as Float64Array;
  const sizes = fits(shape, data.length) ? shape : resolveShape(shape, data.length, `inputs[${index}]`);
  if (entry.dtype === 'float64') return { dtype: 'float64', shape: sizes, data };
  const converted = convertNumbers(entry.dtype as 'float64', data, `inputs[${index}]`);
  return createTensor(entry.dtype as 'float64', sizes, converted as Float64Array);
}

function fits(shape: readonly number[], count: number): boolean {
  let product = 1;
  for (let i = 0; i < shape.length; i++) product *= shape[i]!;
  return product === count && shape.length <= 32;
}
