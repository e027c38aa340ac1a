/**
 * Column-wise affine maps on row-major (rows, columns) data, each operation rounded as numpy does it.
 * Each gives a fresh array. `columns` is the length of the per-column arguments.
 */

/** (x - shift) / scale; either may be undefined for no such step. */
export function shiftAndDivide(
  data: Float64Array,
  columns: number,
  shift: Float64Array | undefined,
  scale: Float64Array | undefined,
): Float64Array {
  const out = data.slice();
  for (let from = 0; from < out.length; from += columns) {
    if (shift !== undefined) for (let c = 0; c < columns; c++) out[from + c]! -= shift[c]!;
    if (scale !== undefined) for (let c = 0; c < columns; c++) out[from + c]! /= scale[c]!;
  }
  return out;
}

/** x * scale + offset. */
export function multiplyAndAdd(data: Float64Array, scale: Float64Array, offset: Float64Array): Float64Array {
  const columns = scale.length;
  const out = new Float64Array(data.length);
  for (let from = 0; from < out.length; from += columns) {
    for (let c = 0; c < columns; c++) out[from + c] = data[from + c]! * scale[c]! + offset[c]!;
  }
  return out;
}

/** Brings every value into [least, most] in place; NaN stays. */
export function clipInPlace(data: Float64Array, least: number, most: number): Float64Array {
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < least) data[i] = least;
    else if (data[i]! > most) data[i] = most;
  }
  return data;
}

/** Divides the entries of sparse rows by their column's scale. */
export function divideEntries(data: Float64Array, indices: Int32Array, scale: Float64Array): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = data[i]! / scale[indices[i]!]!;
  return out;
}
