import { createTensor, type Tensor } from '../../payload/index.ts';

/** Scores (rows, classes); with two classes the second's less the first's (rows,). As scikit-learn's discriminant classifiers. */
export function decisionTensor(scores: Float64Array, rows: number, classes: number): Tensor {
  if (classes !== 2) return createTensor('float64', [rows, classes], scores);
  const differences = new Float64Array(rows);
  for (let row = 0; row < rows; row++) differences[row] = scores[row * 2 + 1]! - scores[row * 2]!;
  return createTensor('float64', [rows], differences);
}
