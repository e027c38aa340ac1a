/** Sweeps over all pairs; ten are plenty, for convergence is quadratic. */
const MAX_SWEEPS = 60;

export interface Eigen {
  /** Eigenvalues, in no order. */
  readonly values: Float64Array;
  /** Eigenvectors in columns: (size, size). */
  readonly vectors: Float64Array;
}

/** Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations. Source: Golub, Van Loan, "Matrix Computations", 8.5. */
export function decomposeSymmetric(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let hasRotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!;
        if (Math.abs(off) <= Number.EPSILON * 1e-3 * Math.sqrt(Math.abs(a[p * size + p]! * a[q * size + q]!))) continue;
        if (off === 0) continue;
        rotate(a, v, size, p, q, off);
        hasRotated = true;
      }
    }
    if (!hasRotated) break;
  }
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = a[i * size + i]!;
  return { values, vectors: v };
}

function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number, off: number): void {
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p]!;
    const kq = a[k * size + q]!;
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  for (let k = 0; k < size; k++) {
    const pk = a[p * size + k]!;
    const qk = a[q * size + k]!;
    a[p * size + k] = c * pk - s * qk;
    a[q * size + k] = s * pk + c * qk;
    const vp = v[k * size + p]!;
    const vq = v[k * size + q]!;
    v[k * size + p] = c * vp - s * vq;
    v[k * size + q] = s * vp + c * vq;
  }
  a[p * size + q] = 0;
  a[q * size + p] = 0;
}

/** sum over eigenvalues of f(value) v v^T: inverse, root and the like of a symmetric matrix. */
export function applyToEigenvalues({ values, vectors }: Eigen, f: (value: number) => number): Float64Array {
  const size = values.length;
  const out = new Float64Array(size * size);
  for (let e = 0; e < size; e++) {
    const factor = f(values[e]!);
    if (factor === 0) continue;
    for (let i = 0; i < size; i++) {
      const scaled = factor * vectors[i * size + e]!;
      for (let j = 0; j < size; j++) out[i * size + j]! += scaled * vectors[j * size + e]!;
    }
  }
  return out;
}

/** Moore-Penrose inverse of a symmetric matrix: eigenvalues that are as good as 0 are left out, as scipy's pinvh does. */
export function invertSymmetric(matrix: Float64Array, size: number): Float64Array {
  const eigen = decomposeSymmetric(matrix, size);
  let largest = 0;
  for (const value of eigen.values) largest = Math.max(largest, Math.abs(value));
  const least = size * Number.EPSILON * largest;
  return applyToEigenvalues(eigen, (value) => (Math.abs(value) > least ? 1 / value : 0));
}
