import type { DescribedDtype, DescribedField } from '../described.ts';
import { malformed } from '../model-file-error.ts';
import { parseDtype } from '../numpy/parse-dtype.ts';

export interface NpyHeader {
  readonly dtype: DescribedDtype;
  readonly isColumnMajor: boolean;
  readonly shape: readonly number[];
}

type Literal = string | boolean | bigint | readonly Literal[] | ReadonlyMap<string, Literal>;

const MAX_DEPTH = 10;
const TOKEN = /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(True|False)|(-?\d+L?)|([[\](){}:,]))\s*/y;

/** Parses the Python literal in the header of an .npy file: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`. */
export function parseNpyHeader(text: string): NpyHeader {
  const tokens = tokenize(text);
  const value = parseLiteral(tokens, 0);
  if (!(value instanceof Map) || tokens.at !== tokens.list.length) throw wrong('is no dictionary');
  const header = value as ReadonlyMap<string, Literal>;
  const shape = header.get('shape');
  const order = header.get('fortran_order');
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === 'bigint')) throw wrong('has no shape');
  if (typeof order !== 'boolean') throw wrong('has no fortran_order');
  return { dtype: toDtype(header.get('descr')), isColumnMajor: order, shape: shape.map(Number) };
}

/** A dtype's text, or a list of (name, dtype) for records: fields lie one behind the other, nameless ones are padding. */
function toDtype(value: Literal | undefined): DescribedDtype {
  if (typeof value === 'string') return parseDtype(value);
  if (!Array.isArray(value)) throw wrong('has no descr');
  const fields = new Map<string, DescribedField>();
  let offset = 0;
  for (const field of value as readonly Literal[]) {
    const [name, type] = Array.isArray(field) && field.length === 2 ? (field as readonly Literal[]) : [];
    if (typeof name !== 'string' || typeof type !== 'string') throw wrong('has a field that is no (name, dtype)');
    const dtype = parseDtype(type);
    if (name !== '') fields.set(name, { dtype, offset });
    offset += dtype.sizeBytes;
  }
  return { kind: 'V', sizeBytes: offset, isLittleEndian: true, fields };
}

interface Tokens {
  readonly list: readonly string[];
  at: number;
}

function tokenize(text: string): Tokens {
  const list: string[] = [];
  const trimmed = text.trim();
  const token = new RegExp(TOKEN);
  while (token.lastIndex < trimmed.length) {
    const match = token.exec(trimmed);
    if (match === null) throw wrong('is no Python literal');
    list.push(match[0].trim());
  }
  return { list, at: 0 };
}

function parseLiteral(tokens: Tokens, depth: number): Literal {
  if (depth > MAX_DEPTH) throw wrong('is nested too deep');
  const token = tokens.list[tokens.at++];
  if (token === undefined) throw wrong('ends too early');
  if (token === 'True' || token === 'False') return token === 'True';
  if (token === '{') return parseDict(tokens, depth);
  if (token === '[' || token === '(') return parseItems(tokens, token === '[' ? ']' : ')', depth);
  if (/^['"]/.test(token)) return token.slice(1, -1);
  if (/^-?\d/.test(token)) return BigInt(token.replace('L', ''));
  throw wrong('is no Python literal');
}

function parseItems(tokens: Tokens, end: string, depth: number): readonly Literal[] {
  const items: Literal[] = [];
  while (tokens.list[tokens.at] !== end) {
    items.push(parseLiteral(tokens, depth + 1));
    passComma(tokens, end);
  }
  tokens.at++;
  return items;
}

function parseDict(tokens: Tokens, depth: number): ReadonlyMap<string, Literal> {
  const entries = new Map<string, Literal>();
  while (tokens.list[tokens.at] !== '}') {
    const key = parseLiteral(tokens, depth + 1);
    if (typeof key !== 'string' || tokens.list[tokens.at++] !== ':') throw wrong('has a key that is no text');
    entries.set(key, parseLiteral(tokens, depth + 1));
    passComma(tokens, '}');
  }
  tokens.at++;
  return entries;
}

function passComma(tokens: Tokens, end: string): void {
  if (tokens.list[tokens.at] === ',') tokens.at++;
  else if (tokens.list[tokens.at] !== end) throw wrong('lacks a comma');
}

function wrong(problem: string) {
  return malformed(`the header of an array file (.npy) ${problem}`);
}
