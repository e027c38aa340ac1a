import type { CustomMetric, JsonObject, JsonValue, Outcome } from '../../payload/index.ts';

/** What merging needs to know of the node that answered. */
export interface NodeMark {
  /** `{node: image}`, its entry of the path that a message took. */
  readonly path: Readonly<Record<string, string>>;
  /** The meta of its answer when neither request nor answer has any: the path alone. */
  readonly pathOnly: JsonObject;
}

/** Marks a node's answers. `image` undefined: it has none to tell. */
export function markNode(name: string, image: string | undefined): NodeMark {
  const path = { [name]: image ?? 'NOT_IMPLEMENTED:NOT_IMPLEMENTED' };
  return { path, pathOnly: { requestPath: path } };
}

/**
 * The meta of an answer: the request's with the node's own tags over its tags, its metrics behind its metrics, and the node in its path.
 * The branches that the request went are not carried on.
 */
export function mergeMeta(given: JsonObject | undefined, outcome: Outcome, mark: NodeMark): JsonObject {
  const { tags, metrics } = outcome;
  if (given === undefined && tags === undefined && metrics === undefined) return mark.pathOnly;
  const merged: Record<string, JsonValue> = {};
  if (given?.puid !== undefined) merged.puid = given.puid;
  const allTags = mergeTags(given?.tags, tags);
  if (allTags !== undefined) merged.tags = allTags;
  const allMetrics = mergeMetrics(given?.metrics, metrics);
  if (allMetrics !== undefined) merged.metrics = allMetrics;
  merged.requestPath = isObject(given?.requestPath) ? { ...mark.path, ...given.requestPath } : mark.path;
  return merged;
}

/** The meta of several messages as one, as a combiner's answer carries it on: the first puid, all tags (later ones win), all metrics, all paths. */
export function joinMetas(metas: readonly (JsonObject | undefined)[]): JsonObject | undefined {
  let joined: Record<string, JsonValue> | undefined;
  for (const meta of metas) {
    if (meta === undefined) continue;
    if (joined === undefined) {
      joined = { ...meta };
      continue;
    }
    if (isObject(meta.tags)) joined.tags = isObject(joined.tags) ? { ...joined.tags, ...meta.tags } : meta.tags;
    if (Array.isArray(meta.metrics)) {
      joined.metrics = Array.isArray(joined.metrics) ? [...joined.metrics, ...meta.metrics] : meta.metrics;
    }
    if (isObject(meta.requestPath)) {
      joined.requestPath = isObject(joined.requestPath)
        ? { ...joined.requestPath, ...meta.requestPath }
        : meta.requestPath;
    }
  }
  return joined;
}

/** Tags that are no object come back as they were, unless the node has some. */
function mergeTags(given: JsonValue | undefined, own: JsonObject | undefined): JsonValue | undefined {
  if (own === undefined) return given;
  return isObject(given) ? { ...given, ...own } : own;
}

function mergeMetrics(given: JsonValue | undefined, own: readonly CustomMetric[] | undefined): JsonValue | undefined {
  if (own === undefined || own.length === 0) return given;
  const ownJson = own.map(metricToJson);
  return Array.isArray(given) ? [...(given as readonly JsonValue[]), ...ownJson] : ownJson;
}

function metricToJson({ type, key, value, tags }: CustomMetric): JsonObject {
  return tags === undefined ? { key, type, value } : { key, type, value, tags };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
