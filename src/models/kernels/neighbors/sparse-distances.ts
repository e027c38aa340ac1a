import type { SparseMatrix } from '../../estimators/features.ts';

/**
 * Reduced distances of a dense row to sparse rows out of dot products: |x|^2 + |y|^2 - 2 x.y (not below 0), or 1 - cosine.
 * scikit-learn computes them in this way for sparse data, so rows that are equal may be 1e-8 apart here and there.
 * `norms` holds |y|^2 of each row.
 */
export function fillSparseDistances(
  isCosine: boolean,
  x: Float64Array,
  rows: SparseMatrix,
  norms: Float64Array,
  out: Float64Array,
): void {
  let own = 0;
  for (let c = 0; c < x.length; c++) own += x[c]! * x[c]!;
  for (let row = 0; row < rows.rows; row++) {
    let dot = 0;
    for (let at = rows.indptr[row]!; at < rows.indptr[row + 1]!; at++) dot += x[rows.indices[at]!]! * rows.data[at]!;
    const other = norms[row]!;
    if (isCosine) out[row] = own === 0 || other === 0 ? 1 : Math.min(2, Math.max(0, 1 - dot / Math.sqrt(own * other)));
    else out[row] = Math.max(0, own + other - 2 * dot);
  }
}

/** |row|^2 of each row. */
export function squaredNorms(matrix: SparseMatrix): Float64Array {
  const norms = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 0;
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++) sum += matrix.data[at]! * matrix.data[at]!;
    norms[row] = sum;
  }
  return norms;
}
