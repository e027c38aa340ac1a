import type { DenseMatrix, SparseMatrix } from '../estimators/features.ts';
import { sumInPairs } from './probabilities.ts';

export type RowNorm = 'l1' | 'l2' | 'max';

/**
 * x / |x| for each row, a fresh matrix; rows whose norm is 0 or below `least` stay as they are.
 * `max` divides by the largest absolute value, as scikit-learn does from 0.22 on. Tolerance 1e-15 relative.
 */
export function normalizeRows<M extends DenseMatrix | SparseMatrix>(x: M, norm: RowNorm, least = 0): M {
  const data = x.data.slice();
  for (let row = 0; row < x.rows; row++) {
    const from = x.kind === 'sparse' ? x.indptr[row]! : row * x.columns;
    const end = x.kind === 'sparse' ? x.indptr[row + 1]! : from + x.columns;
    const length = normOf(data, from, end, norm);
    if (length === 0 || length < least) continue;
    for (let i = from; i < end; i++) data[i]! /= length;
  }
  return { ...x, data };
}

function normOf(data: Float64Array, from: number, end: number, norm: RowNorm): number {
  if (norm === 'max') {
    let max = 0;
    for (let i = from; i < end; i++) max = Math.max(max, Math.abs(data[i]!));
    return max;
  }
  const terms = new Float64Array(end - from);
  for (let i = from; i < end; i++) terms[i - from] = norm === 'l1' ? Math.abs(data[i]!) : data[i]! * data[i]!;
  const sum = sumInPairs(terms, 0, terms.length);
  return norm === 'l1' ? sum : Math.sqrt(sum);
}
