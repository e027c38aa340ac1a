import type { CustomMetric, JsonObject, Outcome, Payload, Verb } from '../../payload/index.ts';
import { methodOf } from './bind-hooks.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { readMetrics, readNames, readTags } from './read-extras.ts';
import type { ModelResponse } from './response.ts';

/** What a model adds to every answer: tags, metrics and column names. */
export interface Extras {
  /** True when the model has no hook of this kind, so that its answers are their payload alone. */
  readonly isEmpty: boolean;
  /** Asks the hooks and puts what they and the response say around the payload. */
  addTo(payload: Payload, verb: Verb, response: ModelResponse | undefined): Outcome | Promise<Outcome>;
}

type Ask = () => unknown;

export function createExtras(model: object, name: string): Extras {
  const tags = methodOf(model, 'tags');
  const metrics = methodOf(model, 'metrics');
  const classNames = namesOf(model, 'classNames');
  const featureNames = namesOf(model, 'featureNames');
  const askNames = (payload: Payload, verb: Verb): unknown => {
    if (payload.kind !== 'tensor' && payload.kind !== 'list') return undefined;
    return (verb === 'transformInput' ? (featureNames ?? classNames) : classNames)?.();
  };
  return {
    isEmpty: tags === undefined && metrics === undefined && classNames === undefined && featureNames === undefined,
    addTo(payload, verb, response) {
      const asked = [tags?.(), metrics?.(), response?.names ?? askNames(payload, verb)] as const;
      const put = ([ownTags, ownMetrics, names]: readonly unknown[]): Outcome =>
        assemble(
          payload,
          mergeTags(ownTags === undefined ? undefined : readTags(ownTags, `${name}.tags`), readRuntimeTags(response)),
          [...(ownMetrics === undefined ? [] : readMetrics(ownMetrics)), ...readRuntimeMetrics(response)],
          names === undefined ? undefined : readNames(names, `${name}.classNames`),
        );
      return asked.some(isPromiseLike) ? Promise.all(asked).then(put) : put(asked);
    },
  };
}

/** Names may be a method or a plain list. */
function namesOf(model: object, property: string): Ask | undefined {
  const value = (model as Record<string, unknown>)[property];
  if (value === undefined || value === null) return undefined;
  return methodOf(model, property) ?? (() => value);
}

function readRuntimeTags(response: ModelResponse | undefined): JsonObject | undefined {
  return response?.tags === undefined ? undefined : readTags(response.tags, 'the tags of the response');
}

function readRuntimeMetrics(response: ModelResponse | undefined): readonly CustomMetric[] {
  return response?.metrics === undefined ? [] : readMetrics(response.metrics);
}

function mergeTags(own: JsonObject | undefined, runtime: JsonObject | undefined): JsonObject | undefined {
  return own === undefined || runtime === undefined ? (own ?? runtime) : { ...own, ...runtime };
}

function assemble(
  payload: Payload,
  tags: JsonObject | undefined,
  metrics: readonly CustomMetric[],
  names: readonly string[] | undefined,
): Outcome {
  return {
    payload,
    ...(names === undefined ? {} : { names }),
    ...(tags === undefined ? {} : { tags }),
    ...(metrics.length === 0 ? {} : { metrics }),
  };
}
