import { RadiantError } from '../../base/errors.ts';
import { decodeUtf8 } from './decode-text.ts';
import { JSON_DEPTH_LIMIT } from './json-cursor.ts';
import type { JsonText, JsonValue } from './json-text.ts';
import { parseJson } from './parse-json.ts';

/**
 * Writes a value as compact JSON that every parser accepts. JSON has no word for what is not a finite number, so NaN
 * becomes null (the usual sign for a missing number) and the infinities become 1e999 and -1e999, which a reader
 * of doubles rounds back to infinity. Bigint is written with all its digits.
 */
export function formatJson(value: JsonValue): string {
  return format(value, 0);
}

/** The bytes of a checked JSON text as a string that is strictly valid JSON: see `formatJson` for NaN and infinity. */
export function formatJsonText(json: JsonText): string {
  if (json.lenient) return formatJson(parseJson(json.utf8));
  return decodeUtf8(json.utf8, 0, json.utf8.length);
}

/** Writes a number so that it stays a float for readers that tell 2.0 from 2: `2.0`, `1e-7`, `-0.0`. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const text = String(value);
  if (!Number.isInteger(value)) return text;
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  return Math.abs(value) < 1e21 ? `${text}.0` : text;
}

/** NaN -> null, the infinities -> 1e999 and -1e999. */
export function formatNonFinite(value: number): string {
  if (Number.isNaN(value)) return 'null';
  return value > 0 ? '1e999' : '-1e999';
}

/** Replaces every character outside ASCII in a JSON text by its \u escape. */
export function escapeNonAscii(json: string): string {
  // Almost all texts have none, and looking is much cheaper than replacing.
  if (!/[\u007f-\uffff]/.test(json)) return json;
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function format(value: JsonValue, depth: number): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      // Without the point a reader of large integers would make an integer of it.
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : formatFloat(value);
    case 'bigint':
      return value.toString();
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return formatNested(value, depth + 1);
  }
}

function formatNested(value: JsonValue & object, depth: number): string {
  if (depth > JSON_DEPTH_LIMIT) {
    throw new RadiantError('INVALID_ARGUMENT', `a JSON value is nested deeper than ${JSON_DEPTH_LIMIT}`, {
      reason: 'BAD_JSON',
    });
  }
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[])
      text += text === '' ? format(item, depth) : `,${format(item, depth)}`;
    return `[${text}]`;
  }
  for (const [key, item] of Object.entries(value)) {
    // A value from user code may hold undefined: JSON leaves such keys out.
    if (item === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${format(item, depth)}`;
  }
  return `{${text}}`;
}
