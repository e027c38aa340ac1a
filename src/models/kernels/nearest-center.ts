import type { DenseMatrix, SparseMatrix } from '../estimators/features.ts';
import { createDenseLayers, findLeastPlainly } from './dense-layers.ts';
import { linearScores } from './linear-scores.ts';

/**
 * The nearest centre of a row is the one with the least |c|^2 - 2 x.c; the lowest index wins a tie.
 * Reference: scikit-learn's KMeans (lloyd), which computes the same by a matrix product.
 */
export interface Centers {
  readonly count: number;
  readonly width: number;
  /** (count, width) */
  readonly data: Float64Array;
  /** Writes the index of each row's nearest centre to `labels`. */
  find(x: DenseMatrix | SparseMatrix, labels: Int32Array): void;
}

export function createCenters(data: Float64Array, count: number, width: number): Centers {
  const norms = new Float64Array(count);
  for (let c = 0; c < count; c++) {
    let sum = 0;
    for (let i = c * width; i < (c + 1) * width; i++) sum += data[i]! * data[i]!;
    norms[c] = sum;
  }
  const weights = data.map(timesMinusTwo);
  const layers = createDenseLayers([{ inputs: width, outputs: count, weights, bias: norms, activation: 'identity' }]);
  return {
    count,
    width,
    data,
    find(x, labels) {
      if (x.kind === 'sparse') findLeastPlainly(linearScores(x, weights, norms), x.rows, count, labels);
      else layers.findLeast(x.data, x.rows, labels);
    },
  };
}

function timesMinusTwo(value: number): number {
  return -2 * value;
}
