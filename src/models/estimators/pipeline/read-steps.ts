import type { Described, DescribedObject } from '../../formats/described.ts';
import { badAttribute, hasAttribute, itemsOf, readItems, toNumberArray } from '../read-attributes.ts';

/** A named part of a composite: what hangs there, and what follows it in its tuple. */
export interface NamedPart {
  readonly name: string;
  readonly value: Described;
  readonly rest: readonly Described[];
}

/** A list of (name, estimator, ...) tuples. */
export function readNamedParts(object: DescribedObject, attribute: string): readonly NamedPart[] {
  return readItems(object, attribute).map((item, i) => {
    const [name, value, ...rest] = itemsOf(item) ?? [];
    if (typeof name !== 'string' || value === undefined) {
      throw badAttribute(object, `${attribute}[${i}]`, 'want a tuple of a name and an estimator');
    }
    return { name, value, rest };
  });
}

/** transformer_weights: name -> factor, 1 where there is none. */
export function readWeightOf(object: DescribedObject): (name: string) => number {
  const value = object.state.get('transformer_weights');
  if (!hasAttribute(object, 'transformer_weights')) return () => 1;
  const isDict = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dict';
  if (!isDict) throw badAttribute(object, 'transformer_weights', 'want a dict');
  return (name) => toNumberArray(value.entries.get(name))?.data[0] ?? 1;
}
