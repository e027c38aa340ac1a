import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { hasAttribute } from '../read-attributes.ts';
import { createNeighborBase } from './neighbor-base.ts';
import { readNeighborCount, readSearch } from './read-search.ts';

/** NearestNeighbors: kneighbors alone. */
export function loadNearestNeighbors(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const hasCount = hasAttribute(object, 'n_neighbors');
  return createNeighborBase(object, search, hasCount ? readNeighborCount(object, 'n_neighbors', search) : undefined);
}
