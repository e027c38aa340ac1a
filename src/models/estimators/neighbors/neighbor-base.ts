import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { badAttribute, type NumberArray, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import type { Search } from './read-search.ts';

/** What all estimators over a search share: name, input contract, and kneighbors where the number of neighbours is known. */
export function createNeighborBase(object: DescribedObject, search: Search, k: number | undefined): Estimator {
  const base: Estimator = {
    name: object.name,
    input: readInputContract(object, {
      featureCount: search.width,
      source: '_fit_X',
      allowsNaN: search.allowsNaN,
    }),
  };
  if (k === undefined) return base;
  return {
    ...base,
    kneighbors(x) {
      const { distances, indices } = search.nearest(x, k);
      return [
        createTensor('float64', [x.rows, k], distances),
        createTensor(
          'int64',
          [x.rows, k],
          BigInt64Array.from(indices, (i) => BigInt(i)),
        ),
      ];
    },
  };
}

/** Targets of the training rows: (rows,) or (rows, outputs). */
export interface Targets {
  readonly data: Float64Array;
  readonly outputs: number;
  readonly isFlat: boolean;
}

export function readTargets(object: DescribedObject, search: Search): Targets {
  const targets: NumberArray = readNumbers(object, '_y', { dimensions: [1, 2] });
  const [rows, outputs = 1] = targets.shape;
  if (rows !== search.rows) throw badAttribute(object, '_y', `has ${rows} rows for ${search.rows} training rows`);
  return { data: targets.data, outputs, isFlat: targets.shape.length === 1 };
}
