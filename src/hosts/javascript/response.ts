import type { CustomMetric, JsonObject } from '../../payload/index.ts';
import type { ModelOutput } from './model.ts';

/** Known to every copy of the package, for a user's file may have loaded another one than the server is. */
const RESPONSE = Symbol.for('radiant.response');

/** Data together with what this one answer says of itself. */
export interface ModelResponse {
  readonly [RESPONSE]: true;
  readonly data: ModelOutput | number | undefined;
  readonly tags: JsonObject | undefined;
  readonly metrics: readonly CustomMetric[] | undefined;
  readonly names: readonly string[] | undefined;
}

export interface ResponseParts {
  readonly data: ModelOutput | number;
  /** Win over the tags that `tags()` gives. */
  readonly tags?: JsonObject;
  /** Come after those that `metrics()` gives. */
  readonly metrics?: readonly CustomMetric[];
  /** Names of the columns of the data. */
  readonly names?: readonly string[];
}

/** What a hook returns to send tags, metrics or column names with its data. */
export function response(parts: ResponseParts): ModelResponse {
  return { [RESPONSE]: true, data: parts.data, tags: parts.tags, metrics: parts.metrics, names: parts.names };
}

export function isResponse(value: unknown): value is ModelResponse {
  return typeof value === 'object' && value !== null && (value as { [RESPONSE]?: unknown })[RESPONSE] === true;
}
