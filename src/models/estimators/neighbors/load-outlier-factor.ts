import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readBoolean, readInteger, readNumber, readNumbers } from '../read-attributes.ts';
import { createNeighborBase } from './neighbor-base.ts';
import { readNeighborCount, readSearch } from './read-search.ts';

/**
 * LocalOutlierFactor: minus the mean ratio of the neighbours' density to the row's own. Density is 1 / (mean reach + 1e-10),
 * reach the larger of the distance and the neighbour's own k-distance. Answers only where it was fitted with novelty=True.
 */
export function loadLocalOutlierFactor(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const k = readNeighborCount(object, 'n_neighbors_', search);
  // kneighbors of the estimator itself takes the parameter, which may be larger than what the fit could use.
  const base = createNeighborBase(object, search, Math.min(search.rows, readInteger(object, 'n_neighbors', 1)));
  if (!readBoolean(object, 'novelty', false)) return base;
  const densities = readNumbers(object, '_lrd', { shape: [search.rows] }).data;
  const fitted = readNumbers(object, '_distances_fit_X_', { shape: [search.rows, undefined] });
  const width = fitted.shape[1]!;
  if (width < k) throw badAttribute(object, '_distances_fit_X_', `has ${width} distances a row for ${k} neighbours`);
  const reaches = Float64Array.from({ length: search.rows }, (_, row) => fitted.data[row * width + k - 1]!);
  const offset = readNumber(object, 'offset_');

  const score = (x: Features): Float64Array => {
    const { distances, indices } = search.nearest(x, k);
    const scores = new Float64Array(x.rows);
    for (let row = 0; row < x.rows; row++) {
      let reach = 0;
      let total = 0;
      for (let i = row * k; i < (row + 1) * k; i++) {
        reach += Math.max(distances[i]!, reaches[indices[i]!]!);
        total += densities[indices[i]!]!;
      }
      scores[row] = -((total * (reach / k + 1e-10)) / k);
    }
    return scores;
  };
  const decide = (x: Features): Float64Array => {
    const scores = score(x);
    for (let row = 0; row < scores.length; row++) scores[row]! -= offset;
    return scores;
  };
  return {
    ...base,
    scoreSamples: (x) => createTensor('float64', [x.rows], score(x)),
    decisionFunction: (x) => createTensor('float64', [x.rows], decide(x)),
    predict(x) {
      const labels = BigInt64Array.from(decide(x), (value) => (value < 0 ? -1n : 1n));
      return createTensor('int64', [x.rows], labels);
    },
  };
}
