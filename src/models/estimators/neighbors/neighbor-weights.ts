import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { badAttribute } from '../read-attributes.ts';

/** Turns `count` distances from `from` into weights in place: 1 / d, or 1 for exact hits alone where there is one. */
export function invertDistances(distances: Float64Array, from: number, count: number): void {
  let hasHit = false;
  for (let i = from; i < from + count; i++) hasHit ||= 1 / distances[i]! === Number.POSITIVE_INFINITY;
  for (let i = from; i < from + count; i++) {
    const weight = 1 / distances[i]!;
    distances[i] = hasHit ? (weight === Number.POSITIVE_INFINITY ? 1 : 0) : weight;
  }
}

/** True for weights="distance"; a function of the user's own does not run here. */
export function readIsWeighted(object: DescribedObject): boolean {
  const weights = object.state.get('weights') ?? null;
  if (weights === null || weights === 'uniform') return false;
  if (weights === 'distance') return true;
  if (typeof weights === 'string') throw badAttribute(object, 'weights', `is ${weights}, want uniform or distance`);
  throw needsPython('UNSUPPORTED_MODEL', `${object.name}.weights is a function`);
}
