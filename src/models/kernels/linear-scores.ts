import type { DenseMatrix, SparseMatrix } from '../estimators/features.ts';
import { createDenseLayers } from './dense-layers.ts';
import { multiplyTransposed } from './matrix-product.ts';

/**
 * scores = x weights^T + bias: x (rows, features), weights (outputs, features) row-major, bias (outputs).
 * Gives (rows, outputs). Sums in order of the features in float64; BLAS sums in its own order with FMA,
 * so the last bits differ (relative 1e-12 where nothing cancels).
 */
export function linearScores(x: DenseMatrix | SparseMatrix, weights: Float64Array, bias: Float64Array): Float64Array {
  return x.kind === 'dense' ? denseScores(x, weights, bias) : sparseScores(x, weights, bias);
}

function denseScores({ rows, columns, data }: DenseMatrix, weights: Float64Array, bias: Float64Array): Float64Array {
  const scores = new Float64Array(rows * bias.length);
  multiplyTransposed(data, rows, columns, weights, bias, scores);
  return scores;
}

/** linearScores of fixed weights, for models that are asked often: large batches go through WebAssembly, with the same bits. */
export function createScorer(
  weights: Float64Array,
  bias: Float64Array,
): (x: DenseMatrix | SparseMatrix) => Float64Array {
  const outputs = bias.length;
  const inputs = outputs === 0 ? 0 : weights.length / outputs;
  const layers = createDenseLayers([{ inputs, outputs, weights, bias, activation: 'identity' }]);
  return (x) => {
    if (x.kind === 'sparse') return sparseScores(x, weights, bias);
    const scores = new Float64Array(x.rows * outputs);
    layers.run(x.data, x.rows, scores);
    return scores;
  };
}

function sparseScores(x: SparseMatrix, weights: Float64Array, bias: Float64Array): Float64Array {
  const outputs = bias.length;
  const scores = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row++) {
    for (let output = 0; output < outputs; output++) {
      const w = output * x.columns;
      let sum = 0;
      for (let at = x.indptr[row]!; at < x.indptr[row + 1]!; at++) sum += x.data[at]! * weights[w + x.indices[at]!]!;
      scores[row * outputs + output] = sum + bias[output]!;
    }
  }
  return scores;
}
