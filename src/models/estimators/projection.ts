import { createDenseLayers } from '../kernels/dense-layers.ts';
import { linearScores } from '../kernels/linear-scores.ts';
import { multiplyTransposed } from '../kernels/matrix-product.ts';
import { createDense, type DenseMatrix, type Features, toNumeric } from './features.ts';

/** A linear map of rows: (x - mean) weights^T, weights (outputs, width). */
export interface Projection {
  readonly width: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  /** Undefined where nothing is taken off. */
  readonly mean: Float64Array | undefined;
}

/** Rows that are centred and multiplied together. */
const BLOCK_ROWS = 512;

/** Gives the map as a function: a fresh (rows, outputs). The mean is taken off before the product, which loses least. */
export function createProjector({ width, outputs, weights, mean }: Projection): (x: Features) => DenseMatrix {
  const zero = new Float64Array(outputs);
  const layers = createDenseLayers([{ inputs: width, outputs, weights, bias: zero, activation: 'identity' }]);
  return (features) => {
    const x = toNumeric(features);
    if (x.kind === 'sparse') {
      const shift = new Float64Array(outputs);
      if (mean !== undefined) multiplyTransposed(mean, 1, width, weights, zero, shift);
      const bias = shift.map((value) => 0 - value);
      return createDense(x.rows, outputs, linearScores(x, weights, bias) as Float64Array<ArrayBuffer>);
    }
    const out = createDense(x.rows, outputs);
    if (mean === undefined) {
      layers.run(x.data, x.rows, out.data);
      return out;
    }
    const scratch = new Float64Array(Math.min(BLOCK_ROWS, x.rows) * width);
    for (let row = 0; row < x.rows; row += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, x.rows - row);
      center(x.data, row, rows, mean, scratch);
      layers.run(scratch, rows, out.data.subarray(row * outputs, (row + rows) * outputs));
    }
    return out;
  };
}

function center(data: Float64Array, row: number, rows: number, mean: Float64Array, out: Float64Array): void {
  const width = mean.length;
  for (let r = 0; r < rows; r++) {
    const from = (row + r) * width;
    for (let c = 0; c < width; c++) out[r * width + c] = data[from + c]! - mean[c]!;
  }
}
