import {
  type CustomMetric,
  formatJson,
  integersToFloats,
  type JsonObject,
  type JsonValue,
  type Outcome,
  type Verb,
} from '../../payload/index.ts';
import { isObject } from './read-message.ts';
import type { ReplyForm } from './seldon-request.ts';

export interface MetaOptions {
  /** PREDICTIVE_UNIT_ID and PREDICTIVE_UNIT_IMAGE: together an entry of requestPath. */
  readonly unitName: string | undefined;
  readonly unitImage: string | undefined;
  /** False: the component's own metrics are left out. Those of the request stay. */
  readonly includeMetrics: boolean;
}

const UNKNOWN_IMAGE = 'NOT_IMPLEMENTED:NOT_IMPLEMENTED';

/** The members of an answer's meta, those that there are. */
interface Merged {
  puid?: JsonValue;
  tags?: JsonValue;
  metrics?: JsonValue;
  requestPath?: JsonObject;
}

/** True when an answer's meta has nothing in it, which is the rule and quickly found. */
export function isEmptyMeta(reply: ReplyForm, outcome: Outcome, options: MetaOptions): boolean {
  const { tags, metrics } = outcome;
  return reply.metas.length === 0 && tags === undefined && metrics === undefined && options.unitName === undefined;
}

/**
 * The meta of an answer: puid, tags and metrics of the request with the component's own after them, and the path
 * that the request took. For route and feedback only the puid of the request counts.
 */
export function mergeMeta(verb: Verb, reply: ReplyForm, outcome: Outcome, options: MetaOptions): Readonly<Merged> {
  const isFeedback = verb === 'sendFeedback';
  const kept = isFeedback || verb === 'route' ? [] : reply.metas;
  const merged: Merged = {};
  const puid = reply.puidMeta?.puid;
  if (isGiven(puid)) merged.puid = puid;
  const tags = mergeTags(kept, outcome.tags);
  if (isGiven(tags)) merged.tags = tags;
  const metrics = mergeMetrics(kept, options.includeMetrics ? outcome.metrics : undefined, isFeedback);
  if (isGiven(metrics)) merged.metrics = metrics;
  const path = mergePaths(kept, options);
  if (isGiven(path)) merged.requestPath = path;
  return merged;
}

/** The meta of an answer as JSON text: see `mergeMeta`. */
export function formatMeta(verb: Verb, reply: ReplyForm, outcome: Outcome, options: MetaOptions): string {
  if (isEmptyMeta(reply, outcome, options)) return '{}';
  const { puid, tags, metrics, requestPath } = mergeMeta(verb, reply, outcome, options);
  const parts: string[] = [];
  if (puid !== undefined) parts.push(`"puid":${formatJson(puid)}`);
  if (tags !== undefined) parts.push(`"tags":${formatTags(tags, verb === 'sendFeedback')}`);
  if (metrics !== undefined) parts.push(`"metrics":${formatJson(metrics)}`);
  if (requestPath !== undefined) parts.push(`"requestPath":${formatJson(requestPath)}`);
  return `{${parts.join(',')}}`;
}

/** Python's truth: false, 0, null, and what is empty count as not given. */
function isGiven(value: JsonValue | undefined): value is JsonValue {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** Later ones win. Tags that are no object come back as they were, unless the component has some. */
function mergeTags(metas: readonly JsonObject[], own: JsonObject | undefined): JsonValue | undefined {
  const [first] = metas;
  if (metas.length === 1 && !isGiven(own)) return first?.tags;
  let tags: JsonObject = {};
  for (const meta of metas) if (isObject(meta.tags)) tags = { ...tags, ...meta.tags };
  return { ...tags, ...own };
}

function formatTags(tags: JsonValue, asFloats: boolean): string {
  const text = formatJson(tags);
  return asFloats ? integersToFloats({ utf8: new TextEncoder().encode(text), lenient: false }) : text;
}

function mergeMetrics(
  metas: readonly JsonObject[],
  own: readonly CustomMetric[] | undefined,
  isFeedback: boolean,
): JsonValue | undefined {
  const [first] = metas;
  const ownJson = (own ?? []).map((metric) => metricToJson(metric, isFeedback));
  if (metas.length === 1 && ownJson.length === 0) return first?.metrics;
  const given = metas.flatMap((meta) => (Array.isArray(meta.metrics) ? (meta.metrics as readonly JsonValue[]) : []));
  return [...given, ...ownJson];
}

/** In protobuf's JSON, which feedback answers are in, a value that is the default of its type is left out. */
function metricToJson(metric: CustomMetric, isFeedback: boolean): JsonObject {
  const { type, key, value, tags } = metric;
  const json: Record<string, JsonValue> = { key };
  if (!isFeedback || type !== 'COUNTER') json.type = type;
  if (!isFeedback || value !== 0) json.value = value;
  if (tags !== undefined) json.tags = tags;
  return json;
}

function mergePaths(metas: readonly JsonObject[], options: MetaOptions): JsonObject {
  let path: JsonObject =
    options.unitName === undefined ? {} : { [options.unitName]: options.unitImage ?? UNKNOWN_IMAGE };
  for (const meta of metas) if (isObject(meta.requestPath)) path = { ...path, ...meta.requestPath };
  return path;
}
