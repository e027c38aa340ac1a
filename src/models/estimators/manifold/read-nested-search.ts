import type { DescribedObject } from '../../formats/described.ts';
import type { LoadContext } from '../estimator.ts';
import { versionOf } from '../load-estimator.ts';
import { readSearch, type Search } from '../neighbors/read-search.ts';
import { badAttribute, isObject } from '../read-attributes.ts';

/** The search of a NearestNeighbors that another estimator holds, and that object itself. */
export function readNestedSearch(
  object: DescribedObject,
  name: string,
  context: LoadContext,
): { readonly search: Search; readonly neighbors: DescribedObject } {
  const neighbors = object.state.get(name);
  if (!isObject(neighbors)) throw badAttribute(object, name, 'want a fitted NearestNeighbors');
  return { neighbors, search: readSearch(neighbors, { ...context, version: versionOf(neighbors) }) };
}
