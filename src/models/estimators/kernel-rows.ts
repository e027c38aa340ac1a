import { fillKernelRow, type KernelFunction } from '../kernels/kernel-functions.ts';
import { type DenseMatrix, type Features, toDense } from './features.ts';

/** Calls `visit` with the kernel values of each row against all fitted rows; the array is used again for the next row. */
export function forEachKernelRow(
  kernel: KernelFunction | 'precomputed',
  features: Features,
  fitted: DenseMatrix,
  visit: (row: number, values: Float64Array) => void,
): void {
  const { data, rows, columns } = toDense(features);
  const values = new Float64Array(fitted.rows);
  for (let row = 0; row < rows; row++) {
    if (kernel === 'precomputed') values.set(data.subarray(row * columns, (row + 1) * columns));
    else fillKernelRow(kernel, data, row * columns, fitted.data, fitted.rows, fitted.columns, values);
    visit(row, values);
  }
}
