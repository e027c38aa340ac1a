import { RadiantError } from '../../base/index.ts';
import { formatJson, type JsonText, type JsonValue, toNested } from '../../payload/index.ts';
import { isTensor } from './is-tensor.ts';

/** Deeper objects are refused: whoever reads the answer has limits too. */
const MAX_DEPTH = 1000;

/**
 * A value of user code as JSON text. Typed arrays and tensors inside become lists, bigints integers; what JSON does not
 * have is written as everywhere (NaN null, infinities 1e999) or left out (undefined). Undefined when the value has no JSON form.
 * Throws when it is nested too deeply (a cycle is).
 */
export function toJsonText(value: unknown): JsonText | undefined {
  const text = isPlain(value, 0) ? JSON.stringify(value) : formatNormal(normalise(value));
  return text === undefined ? undefined : { utf8: Buffer.from(text), lenient: false };
}

/** A value of user code made of what JSON has and bigints; undefined when it has no such form. */
export function toJsonValue(value: unknown): JsonValue | undefined {
  return isPlain(value, 0) ? (value as JsonValue | undefined) : normalise(value);
}

function formatNormal(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : formatJson(value);
}

/** True when JSON.stringify alone does the right thing: copying the value takes five times as long. */
export function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'bigint' || value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) {
    throw new RadiantError('UNKNOWN', `the returned object is nested deeper than ${MAX_DEPTH} levels, or in a circle`, {
      reason: 'MICROSERVICE_INTERNAL_ERROR',
    });
  }
  if (Array.isArray(value)) return value.every((element) => isPlain(element, depth + 1));
  if (ArrayBuffer.isView(value) || isTensor(value)) return false;
  for (const key in value) if (!isPlain((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
}

/** The same value made of what JSON has and bigints; undefined for what JSON leaves out. */
function normalise(value: unknown): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) {
    const isLeftOut = value === undefined || typeof value === 'function' || typeof value === 'symbol';
    return isLeftOut ? undefined : (value as JsonValue);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return normalise(toJSON.call(value));
  if (isTensor(value)) return normalise(toNested(value));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return [...(value as unknown as Iterable<JsonValue>)];
  if (Array.isArray(value)) return value.map((element) => normalise(element) ?? null);
  const object: Record<string, JsonValue> = {};
  for (const [key, element] of Object.entries(value)) {
    const normal = normalise(element);
    if (normal !== undefined) object[key] = normal;
  }
  return object;
}
