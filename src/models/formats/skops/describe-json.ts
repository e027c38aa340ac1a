import type { Described } from '../described.ts';
import type { ModelJson } from '../json/model-json.ts';

/** A JSON value as Python would have it: lists, dicts and plain values. Whole numbers are numbers here and there. */
export function describeJson(value: ModelJson): Described {
  if (value === null || typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return { kind: 'list', items: Array.from(value as Float64Array) };
  if (value instanceof Map) {
    const entries = new Map<Described, Described>();
    for (const [key, item] of value as ReadonlyMap<string, ModelJson>) entries.set(key, describeJson(item));
    return { kind: 'dict', entries };
  }
  return { kind: 'list', items: (value as readonly ModelJson[]).map(describeJson) };
}
