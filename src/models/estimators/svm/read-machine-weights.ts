import type { DescribedObject } from '../../formats/described.ts';
import { createDense, type DenseMatrix } from '../features.ts';
import { badAttribute } from '../read-attributes.ts';
import { readDense } from '../read-matrix.ts';
import { readSupportCounts } from './read-machine.ts';

const CLASSIFIERS: readonly string[] = ['NuSVC', 'SVC'];
const OTHERS: readonly string[] = ['NuSVR', 'OneClassSVM', 'SVR'];
/** Vectors times pairs of classes that are looked at: 10,000 vectors of 200 classes are below. */
const MAX_CELLS = 2 ** 28;

/**
 * coef_ of a linear support vector machine, which scikit-learn computes from its vectors: one row, or one a pair of
 * classes. Undefined for other models and kernels, which have none.
 */
export function readMachineWeights(model: DescribedObject): DenseMatrix | undefined {
  const isClassifier = CLASSIFIERS.includes(model.name);
  if (!(isClassifier || OTHERS.includes(model.name)) || model.state.get('kernel') !== 'linear') return undefined;
  const vectors = readDense(model, 'support_vectors_');
  const coef = readDense(model, '_dual_coef_', { columns: vectors.rows });
  if (!isClassifier || coef.rows === 1) {
    const all = createDense(1, vectors.columns);
    addVectors(all, 0, coef, 0, vectors, 0, vectors.rows);
    return all;
  }
  return pairWeights(model, coef, vectors);
}

/** Row (i, j), i before j: the vectors of class i with row j - 1 of the coefficients, and those of class j with row i. */
function pairWeights(model: DescribedObject, coef: DenseMatrix, vectors: DenseMatrix): DenseMatrix {
  const classes = coef.rows + 1;
  const pairs = (classes * (classes - 1)) / 2;
  if (Math.max(vectors.rows * classes, pairs) * vectors.columns > MAX_CELLS)
    throw badAttribute(model, '_dual_coef_', `has ${coef.rows} rows: too many`);
  const starts = readSupportCounts(model, vectors.rows, classes);
  const weights = createDense(pairs, vectors.columns);
  let row = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++, row++) {
      addVectors(weights, row, coef, j - 1, vectors, starts[i]!, starts[i + 1]!);
      addVectors(weights, row, coef, i, vectors, starts[j]!, starts[j + 1]!);
    }
  }
  return weights;
}

/** Adds the vectors from `from` to before `to`, times their coefficients in `coefRow`, to a row of `out`. */
function addVectors(
  out: DenseMatrix,
  row: number,
  coef: DenseMatrix,
  coefRow: number,
  vectors: DenseMatrix,
  from: number,
  to: number,
): void {
  const { columns, data } = vectors;
  for (let v = from; v < to; v++) {
    const factor = coef.data[coefRow * coef.columns + v]!;
    for (let c = 0; c < columns; c++) out.data[row * columns + c]! += factor * data[v * columns + c]!;
  }
}
