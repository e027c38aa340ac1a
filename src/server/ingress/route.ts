import { RadiantError } from '../../base/index.ts';
import type { RoutedPredictor } from './routed-predictor.ts';
import type { Shadow } from './shadow.ts';

/** One predictor of a route with its share of the requests. */
export interface WeightedPredictor {
  readonly routed: RoutedPredictor;
  /** Percent, or any unit: shares are relative to the sum. */
  readonly weight: number;
}

/** Where requests to one deployment go. Immutable: a change of the deployment is another route. */
export interface Route {
  readonly namespace: string;
  readonly name: string;
  /** Empty while the deployment has no replicas. */
  readonly predictors: readonly WeightedPredictor[];
  /** Get a copy of every prediction and never answer. */
  readonly shadows: readonly Shadow[];
  /** Name of the header (or gRPC metadata) whose value decides the predictor; undefined: chance decides. */
  readonly keyHeader: string | undefined;
}

/** All deployments that the ingress reaches now. */
export interface RouteTable {
  find(namespace: string | undefined, name: string): Route | undefined;
  list(): readonly Route[];
}

/**
 * The predictor for a request. With a key the same key always gets the same predictor while the weights stay; without one each request
 * is drawn anew. `random` is uniform in [0, 1). Throws UNAVAILABLE when there is none.
 */
export function choosePredictor(route: Route, key: string | undefined, random: () => number): RoutedPredictor {
  const { predictors } = route;
  const [first] = predictors;
  if (first === undefined) throw withoutReplicas(route);
  if (predictors.length === 1) return first.routed;
  let total = 0;
  for (const { weight } of predictors) total += weight;
  let left = (key === undefined ? random() : hashToUnit(key)) * total;
  for (const { routed, weight } of predictors) {
    if (left < weight) return routed;
    left -= weight;
  }
  return first.routed;
}

/** What is told while a deployment is scaled to nothing. */
export function withoutReplicas({ namespace, name }: Route): RadiantError {
  return new RadiantError('UNAVAILABLE', `${namespace}/${name} has 0 replicas: scale it up to have answers`, {
    reason: 'NO_REPLICAS',
  });
}

/** FNV-1a with a final mix (murmur3's), as a number in [0, 1): near keys must not get near numbers. */
function hashToUnit(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
