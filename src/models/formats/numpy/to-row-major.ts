/** Brings elements of a column-major array (Fortran order) into row-major order. Works on typed arrays and lists. */
export function toRowMajor<T extends { readonly length: number; slice(): T; [index: number]: unknown }>(
  columnMajor: T,
  shape: readonly number[],
): T {
  const rowMajor = columnMajor.slice();
  const strides: number[] = [];
  let stride = 1;
  for (const size of shape) {
    strides.push(stride);
    stride *= size;
  }
  const index = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < columnMajor.length; target++) {
    rowMajor[target] = columnMajor[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      source += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return rowMajor;
}
