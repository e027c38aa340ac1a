import type { JsonValue } from '../../../payload/index.ts';

const NON_FINITE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;
/** A number as Python's `json` never writes one: it stands for NaN while JSON.parse is at work. */
const NAN_MARK = '-0e-999';
const LONG_INTEGER = /\d{16}/;

/**
 * JSON as Python's `json` reads it: NaN, Infinity and integers of any size are allowed. Typed arrays of 64-bit integers
 * are no JSON values, so nothing else needs care. Undefined becomes null.
 */
export function stringifyLenient(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : formatNonFinite(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? 'null' : stringifyObject(value);
    default:
      return JSON.stringify(value) ?? 'null';
  }
}

function formatNonFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

function stringifyObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(stringifyLenient).join(',')}]`;
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${stringifyLenient(member)}`);
  }
  return `{${members.join(',')}}`;
}

/**
 * Reads a header as Python's `json` writes it: strict JSON, or JSON with NaN and Infinity in it.
 * Integers beyond 2^53 become bigint. Throws SyntaxError.
 */
export function parseLenient(text: string): JsonValue {
  if (!LONG_INTEGER.test(text)) {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      // Falls through: the text may hold NaN or Infinity.
    }
  }
  const replaced = text.replace(NON_FINITE, (token) => {
    if (token.startsWith('"')) return token;
    if (token === 'NaN') return NAN_MARK;
    return token === 'Infinity' ? '1e999' : '-1e999';
  });
  return JSON.parse(replaced, restore) as JsonValue;
}

function restore(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  if (context.source === NAN_MARK) return Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}
