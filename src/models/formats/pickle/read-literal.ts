import type { ByteReader } from '../byte-reader.ts';
import { LIMITS } from '../limits.ts';
import { malformed } from '../model-file-error.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    // Python pickles lone surrogates with `surrogatepass`; they never occur in names or labels that matter.
    return new TextDecoder('utf-8').decode(bytes);
  }
}

export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Little-endian two's complement of any length: a number while it is exact, else a bigint. */
export function readLong(reader: ByteReader, size: number): number | bigint {
  if (size < 0) throw malformed(`an integer has a length of ${size} bytes`);
  const bytes = reader.subarray(size, 'an integer');
  if (size > LIMITS.integerDigits)
    throw malformed(`an integer has a length of ${size} bytes: beyond the limit of ${LIMITS.integerDigits}`);
  if (size === 0) return 0;
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return exact(BigInt.asIntN(size * 8, value));
}

/** Protocol 0: `I01` and `I00` are booleans, `L12L` has a letter at its end. */
export function parseTextInteger(text: string): number | bigint | boolean {
  if (text === '01') return true;
  if (text === '00') return false;
  const digits = text.endsWith('L') ? text.slice(0, -1) : text;
  if (!/^\s*[-+]?\d+\s*$/.test(digits) || digits.length > LIMITS.integerDigits) {
    throw malformed(`${JSON.stringify(text.slice(0, 30))} is no integer`);
  }
  return exact(BigInt(digits.trim().replace(/^\+/, '')));
}

export function parseTextFloat(text: string): number {
  const special: Readonly<Record<string, number>> = {
    nan: Number.NaN,
    '-nan': Number.NaN,
    inf: Number.POSITIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  };
  const value = special[text] ?? (/^[-+]?[\d.]/.test(text) ? Number(text) : undefined);
  if (value === undefined || (Number.isNaN(value) && special[text] === undefined)) {
    throw malformed(`${JSON.stringify(text.slice(0, 30))} is no floating point number`);
  }
  return value;
}

/** Protocol 0: a text in quotes with Python's escapes. */
export function parseQuoted(text: string): string {
  const quote = text[0];
  if ((quote !== "'" && quote !== '"') || text.length < 2 || text.at(-1) !== quote)
    throw malformed('a quoted text without quotes');
  const simple: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    "'": "'",
    '"': '"',
    '\\': '\\',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/gs, (all, body: string) => {
    if (body[0] === 'x') return String.fromCharCode(Number.parseInt(body.slice(1), 16));
    if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8) & 255);
    return simple[body] ?? all;
  });
}

/** Protocol 0: `raw-unicode-escape`, latin-1 with \uXXXX and \UXXXXXXXX. */
export function parseRawUnicode(bytes: Uint8Array): string {
  return decodeLatin1(bytes).replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (_all, short: string, long: string) => {
      const code = Number.parseInt(short ?? long, 16);
      if (code > 0x10ffff) throw malformed('a text holds something that is no Unicode character');
      return short === undefined ? String.fromCodePoint(code) : String.fromCharCode(code);
    },
  );
}

function exact(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
