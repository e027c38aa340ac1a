import { type CustomMetric, type JsonValue, parseJson } from '../../payload/index.ts';
import { isObject } from './read-message.ts';

const MENTION = Buffer.from('"metrics"');
const TYPES: ReadonlySet<unknown> = new Set(['COUNTER', 'GAUGE', 'TIMER']);

/** The metrics in `meta.metrics` of a JSON message that a raw hook answered. What is no metric is left out. */
export function readOwnMetrics(message: Uint8Array): readonly CustomMetric[] {
  if (!Buffer.from(message.buffer, message.byteOffset, message.byteLength).includes(MENTION)) return [];
  const value = parseJson(message);
  const metrics = isObject(value) && isObject(value.meta) ? value.meta.metrics : undefined;
  return Array.isArray(metrics) ? (metrics as readonly JsonValue[]).flatMap((metric) => toMetric(metric) ?? []) : [];
}

/** In protobuf's JSON a counter may have no type. */
function toMetric(value: JsonValue): CustomMetric | undefined {
  if (!isObject(value)) return undefined;
  const { key, type = 'COUNTER', value: amount, tags } = value;
  if (typeof key !== 'string' || typeof amount !== 'number' || !TYPES.has(type)) return undefined;
  const metric = { key, type: type as CustomMetric['type'], value: amount };
  return isObject(tags) ? { ...metric, tags: textTags(tags) } : metric;
}

function textTags(tags: Readonly<Record<string, JsonValue>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, String(tag)]));
}
