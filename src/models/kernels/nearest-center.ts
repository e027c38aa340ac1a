import type { DenseMatrix, SparseMatrix } from '../estimators/features.ts';
import { linearScores } from './linear-scores.ts';
import { multiplyTransposed } from './matrix-product.ts';

/**
 * The nearest centre of a row is the one with the least |c|^2 - 2 x.c; the lowest index wins a tie.
 * Reference: scikit-learn's KMeans (lloyd), which computes the same by a matrix product.
 */
export interface Centers {
  readonly count: number;
  readonly width: number;
  /** (count, width) */
  readonly data: Float64Array;
  /** -2 c */
  readonly weights: Float64Array;
  /** |c|^2 */
  readonly norms: Float64Array;
  /** Scores of a block of rows. */
  readonly scratch: Float64Array;
}

const BLOCK_ROWS = 128;

export function createCenters(data: Float64Array, count: number, width: number): Centers {
  const norms = new Float64Array(count);
  for (let c = 0; c < count; c++) {
    let sum = 0;
    for (let i = c * width; i < (c + 1) * width; i++) sum += data[i]! * data[i]!;
    norms[c] = sum;
  }
  const weights = data.map(timesMinusTwo);
  return { count, width, data, weights, norms, scratch: new Float64Array(BLOCK_ROWS * count) };
}

function timesMinusTwo(value: number): number {
  return -2 * value;
}

/** Writes the index of each row's nearest centre to `labels`. */
export function findNearestCenters(x: DenseMatrix | SparseMatrix, centers: Centers, labels: Int32Array): void {
  if (x.kind === 'sparse') {
    takeLeast(linearScores(x, centers.weights, centers.norms), x.rows, centers.count, labels, 0);
    return;
  }
  const { width, weights, norms, scratch } = centers;
  if (x.rows === 1) {
    multiplyTransposed(x.data, 1, width, weights, norms, scratch);
    takeLeast(scratch, 1, centers.count, labels, 0);
    return;
  }
  for (let row = 0; row < x.rows; row += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, x.rows - row);
    const block = x.data.subarray(row * width, (row + rows) * width);
    multiplyTransposed(block, rows, width, weights, norms, scratch);
    takeLeast(scratch, rows, centers.count, labels, row);
  }
}

function takeLeast(scores: Float64Array, rows: number, count: number, labels: Int32Array, to: number): void {
  for (let row = 0; row < rows; row++) {
    const from = row * count;
    let best = 0;
    let least = scores[from]!;
    for (let c = 1; c < count; c++) {
      if (scores[from + c]! < least) {
        least = scores[from + c]!;
        best = c;
      }
    }
    labels[to + row] = best;
  }
}
