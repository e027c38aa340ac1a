import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { readNumber } from '../read-attributes.ts';
import { createNeighborBase, readTargets, type Targets } from './neighbor-base.ts';
import { invertDistances, readIsWeighted } from './neighbor-weights.ts';
import { readNeighborCount, readSearch } from './read-search.ts';

/** KNeighborsRegressor: the mean of the k nearest targets, plain or weighted by 1 / distance. */
export function loadNeighborsRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const k = readNeighborCount(object, 'n_neighbors', search);
  const isWeighted = readIsWeighted(object);
  const targets = readTargets(object, search);
  return {
    ...createNeighborBase(object, search, k),
    predict(x) {
      const { distances, indices } = search.nearest(x, k);
      const out = new Float64Array(x.rows * targets.outputs);
      for (let row = 0; row < x.rows; row++) {
        if (isWeighted) invertDistances(distances, row * k, k);
        writeMean(targets, indices, isWeighted ? distances : undefined, row * k, k, out, row * targets.outputs);
      }
      return shapeTargets(targets, x.rows, out);
    },
  };
}

/** RadiusNeighborsRegressor: the mean over all targets within the radius; NaN where there is none. */
export function loadRadiusRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const radius = readNumber(object, 'radius');
  const isWeighted = readIsWeighted(object);
  const targets = readTargets(object, search);
  return {
    ...createNeighborBase(object, search, undefined),
    predict(x) {
      const out = new Float64Array(x.rows * targets.outputs);
      search.within(x, radius, (query, count, indices, distances) => {
        if (isWeighted) invertDistances(distances, 0, count);
        const to = query * targets.outputs;
        if (count === 0) out.fill(Number.NaN, to, to + targets.outputs);
        else writeMean(targets, indices, isWeighted ? distances : undefined, 0, count, out, to);
      });
      return shapeTargets(targets, x.rows, out);
    },
  };
}

function shapeTargets(targets: Targets, rows: number, out: Float64Array): Tensor {
  return createTensor('float64', targets.isFlat ? [rows] : [rows, targets.outputs], out);
}

function writeMean(
  targets: Targets,
  indices: Int32Array,
  weights: Float64Array | undefined,
  from: number,
  count: number,
  out: Float64Array,
  to: number,
): void {
  for (let output = 0; output < targets.outputs; output++) {
    let sum = 0;
    let total = 0;
    for (let i = from; i < from + count; i++) {
      const weight = weights === undefined ? 1 : weights[i]!;
      sum += targets.data[indices[i]! * targets.outputs + output]! * weight;
      total += weight;
    }
    out[to + output] = sum / total;
  }
}
