import { quote } from '../json/model-json.ts';
import { parseDecimal } from '../json/parse-decimal.ts';
import { malformed } from '../model-file-error.ts';

/** `key=value` lines of one block of a LightGBM model, values still as bytes. Keys without a value have an empty one. */
export interface TextBlock {
  /** What the block is, for messages: `Tree=3`. */
  readonly name: string;
  readonly values: ReadonlyMap<string, Uint8Array>;
}

const decoder = new TextDecoder();

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function textOf(block: TextBlock, key: string): string {
  return decodeText(bytesOf(block, key));
}

function bytesOf(block: TextBlock, key: string): Uint8Array {
  const bytes = block.values.get(key);
  if (bytes === undefined) throw malformed(`${block.name} has no ${key}`);
  return bytes;
}

/** A whole number within bounds, both inclusive. */
export function integerOf(block: TextBlock, key: string, least: number, most: number): number {
  const text = textOf(block, key);
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw malformed(`${block.name} ${key} is ${quote(text)}, want a whole number from ${least} to ${most}`);
}

/** Numbers with blanks between them, finite or infinite as LightGBM writes them; exactly `count` of them. */
export function numbersOf(block: TextBlock, key: string, count: number): Float64Array {
  const bytes = bytesOf(block, key);
  // Two bytes a number at least: what is declared must be there before room is made for it.
  if (count > (bytes.length + 1) / 2) throw wrongCount(block, key, count);
  const numbers = new Float64Array(count);
  let found = 0;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === 0x20) {
      at++;
      continue;
    }
    let end = at;
    while (end < bytes.length && bytes[end] !== 0x20) end++;
    if (found === count) throw wrongCount(block, key, count);
    numbers[found++] = parseNumber(block, key, bytes, at, end);
    at = end;
  }
  if (found !== count) throw wrongCount(block, key, count);
  return numbers;
}

/** Whole numbers that an int32 holds. */
export function integersOf(block: TextBlock, key: string, count: number): Int32Array {
  const integers = new Int32Array(count);
  numbersOf(block, key, count).forEach((value, i) => {
    if (!Number.isInteger(value) || Math.abs(value) > 2 ** 31 - 1) {
      throw malformed(`${block.name} ${key} holds ${value} at ${i}, want whole numbers`);
    }
    integers[i] = value;
  });
  return integers;
}

function parseNumber(block: TextBlock, key: string, bytes: Uint8Array, start: number, end: number): number {
  const value = parseDecimal(bytes, start, end) ?? parseSpecial(decodeText(bytes.subarray(start, end)));
  if (value !== undefined && (Number.isFinite(value) || isSpecial(bytes, start))) return value;
  throw malformed(`${block.name} ${key} holds ${quote(decodeText(bytes.subarray(start, end)))}, which is no number`);
}

function isSpecial(bytes: Uint8Array, start: number): boolean {
  const letter = (bytes[start] === 0x2d ? bytes[start + 1] : bytes[start]) ?? 0;
  return letter === 0x69 || letter === 0x6e;
}

/** What C++ prints for values that are no finite numbers. */
function parseSpecial(text: string): number | undefined {
  if (text === 'inf' || text === '-inf') return text === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return text === 'nan' || text === '-nan' ? Number.NaN : undefined;
}

function wrongCount(block: TextBlock, key: string, count: number) {
  return malformed(`${block.name} ${key}: want ${count} numbers`);
}
