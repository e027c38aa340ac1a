import type { DenseMatrix, SparseMatrix } from '../estimators/features.ts';

/**
 * scores = x weights^T + bias: x (rows, features), weights (outputs, features) row-major, bias (outputs).
 * Gives (rows, outputs). Sums in order of the features in float64; BLAS sums in its own order with FMA,
 * so the last bits differ (relative 1e-12 where nothing cancels).
 */
export function linearScores(x: DenseMatrix | SparseMatrix, weights: Float64Array, bias: Float64Array): Float64Array {
  return x.kind === 'dense' ? denseScores(x, weights, bias) : sparseScores(x, weights, bias);
}

function denseScores({ rows, columns, data }: DenseMatrix, weights: Float64Array, bias: Float64Array): Float64Array {
  const outputs = bias.length;
  const scores = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let output = 0; output < outputs; output++) {
      const w = output * columns;
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += data[from + c]! * weights[w + c]!;
      scores[row * outputs + output] = sum + bias[output]!;
    }
  }
  return scores;
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
