import type { Component } from '../../payload/index.ts';
import {
  type BatchLimits,
  batchComponent,
  cacheComponent,
  limitComponent,
  type ModelSpec,
} from '../../server/index.ts';

/** What is put around every model of a repository, where its own settings say nothing else. */
export interface ModelRules {
  readonly batching: BatchLimits | undefined;
  readonly cacheBytes: number | undefined;
  /** Calls of one model that run at the same time; undefined: all. */
  readonly maxConcurrent: number | undefined;
  readonly maxWaiting: number;
}

const DEFAULT_CACHE_BYTES = 16 * 1024 * 1024;

/** What a model's settings ask for around it. The cache is outermost: what it knows waits for nobody. */
export function wrapModel(component: Component, spec: ModelSpec, rules: ModelRules): Component {
  let wrapped = component;
  if (rules.maxConcurrent !== undefined) {
    wrapped = limitComponent(wrapped, { maxConcurrent: rules.maxConcurrent, maxWaiting: rules.maxWaiting });
  }
  const batching = spec.batching ?? rules.batching;
  if (batching !== undefined) wrapped = batchComponent(wrapped, batching);
  if (spec.isCached || rules.cacheBytes !== undefined)
    wrapped = cacheComponent(wrapped, { maxBytes: rules.cacheBytes ?? DEFAULT_CACHE_BYTES });
  return wrapped;
}
