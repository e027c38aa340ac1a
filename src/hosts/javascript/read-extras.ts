import { RadiantError } from '../../base/index.ts';
import type { CustomMetric, JsonObject, MetricType } from '../../payload/index.ts';
import { isPlain, toJsonText } from './to-json-text.ts';

const METRIC_TYPES: readonly MetricType[] = ['COUNTER', 'GAUGE', 'TIMER'];
const MAX_SHOWN = 300;

/** Checks what `tags` gave. Throws when it is no plain object. */
export function readTags(tags: unknown, hook: string): JsonObject {
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) {
    throw new TypeError(`${hook} must give an object such as {"colour": "red"}, not ${show(tags)}`);
  }
  return isPlain(tags, 0) ? (tags as JsonObject) : readBack(tags);
}

/** Checks metrics that user code reports. Throws UNKNOWN (reason MICROSERVICE_BAD_METRIC) when one is not valid. */
export function readMetrics(metrics: unknown): readonly CustomMetric[] {
  if (!Array.isArray(metrics)) throw badMetric(metrics);
  return metrics.map((metric: unknown) => {
    if (typeof metric !== 'object' || metric === null) throw badMetric(metrics);
    const { type, key, value, tags } = metric as Record<string, unknown>;
    if (typeof key !== 'string' || !METRIC_TYPES.includes(type as MetricType)) throw badMetric(metrics);
    if (typeof value !== 'number' && typeof value !== 'boolean') throw badMetric(metrics);
    const checked = { type: type as MetricType, key, value: Number(value) };
    if (tags === undefined || tags === null) return checked;
    if (typeof tags !== 'object' || Array.isArray(tags)) throw badMetric(metrics);
    return { ...checked, tags: Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, String(tag)])) };
  });
}

/** Checks a list of column names. Throws when it is none. */
export function readNames(names: unknown, hook: string): readonly string[] {
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new TypeError(`${hook} must give a list of text such as ["low", "high"], not ${show(names)}`);
}

function readBack(value: unknown): JsonObject {
  const json = toJsonText(value);
  return json === undefined ? {} : (JSON.parse(Buffer.from(json.utf8).toString()) as JsonObject);
}

function badMetric(metrics: unknown): RadiantError {
  return new RadiantError('UNKNOWN', `Bad metric created during request: ${show(metrics)}`, {
    reason: 'MICROSERVICE_BAD_METRIC',
    httpStatus: 500,
  });
}

function show(value: unknown): string {
  const json = toJsonText(value);
  const text = json === undefined ? String(value) : Buffer.from(json.utf8).toString();
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
