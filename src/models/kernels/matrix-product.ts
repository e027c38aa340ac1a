/**
 * out = x weights^T + bias: x (rows, width), weights (outputs, width), bias (outputs), all row-major; out (rows, outputs).
 * Blocks of two rows by four outputs: eight independent sums keep the adder busy, and every number loaded is used at
 * least twice. Each sum runs in order of the features, so it has the same bits as the plain loop (`multiplyPlainly`).
 */
export function multiplyTransposed(
  x: Float64Array,
  rows: number,
  width: number,
  weights: Float64Array,
  bias: Float64Array,
  out: Float64Array,
): void {
  const outputs = bias.length;
  let row = 0;
  if (outputs < 4) for (; row + 4 <= rows; row += 4) multiplyFourRows(x, row, width, weights, bias, out);
  for (; row + 2 <= rows; row += 2) multiplyTwoRows(x, row, width, weights, bias, out);
  if (row === rows) return;
  const from = row * width;
  const to = row * outputs;
  let o = 0;
  for (; o + 4 <= outputs; o += 4) {
    let w = o * width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = from; c < from + width; c++, w++) {
      const v = x[c]!;
      s0 += v * weights[w]!;
      s1 += v * weights[w + width]!;
      s2 += v * weights[w + 2 * width]!;
      s3 += v * weights[w + 3 * width]!;
    }
    out[to + o] = s0 + bias[o]!;
    out[to + o + 1] = s1 + bias[o + 1]!;
    out[to + o + 2] = s2 + bias[o + 2]!;
    out[to + o + 3] = s3 + bias[o + 3]!;
  }
  for (; o < outputs; o++) out[to + o] = dot(x, from, weights, o * width, width) + bias[o]!;
}

/** Four rows at a time, for few outputs. */
function multiplyFourRows(
  x: Float64Array,
  row: number,
  width: number,
  weights: Float64Array,
  bias: Float64Array,
  out: Float64Array,
): void {
  const outputs = bias.length;
  const from = row * width;
  for (let o = 0; o < outputs; o++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let w = o * width;
    for (let c = from; c < from + width; c++, w++) {
      const weight = weights[w]!;
      s0 += x[c]! * weight;
      s1 += x[c + width]! * weight;
      s2 += x[c + 2 * width]! * weight;
      s3 += x[c + 3 * width]! * weight;
    }
    const to = row * outputs + o;
    out[to] = s0 + bias[o]!;
    out[to + outputs] = s1 + bias[o]!;
    out[to + 2 * outputs] = s2 + bias[o]!;
    out[to + 3 * outputs] = s3 + bias[o]!;
  }
}

function multiplyTwoRows(
  x: Float64Array,
  row: number,
  width: number,
  weights: Float64Array,
  bias: Float64Array,
  out: Float64Array,
): void {
  const outputs = bias.length;
  const from = row * width;
  const to = row * outputs;
  let o = 0;
  for (; o + 4 <= outputs; o += 4) {
    let w = o * width;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let c = from; c < from + width; c++, w++) {
      const a = x[c]!;
      const b = x[c + width]!;
      const w0 = weights[w]!;
      const w1 = weights[w + width]!;
      const w2 = weights[w + 2 * width]!;
      const w3 = weights[w + 3 * width]!;
      a0 += a * w0;
      a1 += a * w1;
      a2 += a * w2;
      a3 += a * w3;
      b0 += b * w0;
      b1 += b * w1;
      b2 += b * w2;
      b3 += b * w3;
    }
    out[to + o] = a0 + bias[o]!;
    out[to + o + 1] = a1 + bias[o + 1]!;
    out[to + o + 2] = a2 + bias[o + 2]!;
    out[to + o + 3] = a3 + bias[o + 3]!;
    out[to + outputs + o] = b0 + bias[o]!;
    out[to + outputs + o + 1] = b1 + bias[o + 1]!;
    out[to + outputs + o + 2] = b2 + bias[o + 2]!;
    out[to + outputs + o + 3] = b3 + bias[o + 3]!;
  }
  for (; o < outputs; o++) {
    out[to + o] = dot(x, from, weights, o * width, width) + bias[o]!;
    out[to + outputs + o] = dot(x, from + width, weights, o * width, width) + bias[o]!;
  }
}

function dot(x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += x[from + c]! * y[to + c]!;
  return sum;
}

/** The oracle of multiplyTransposed: one sum after the other. */
export function multiplyPlainly(
  x: Float64Array,
  rows: number,
  width: number,
  weights: Float64Array,
  bias: Float64Array,
  out: Float64Array,
): void {
  const outputs = bias.length;
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < outputs; o++) {
      out[row * outputs + o] = dot(x, row * width, weights, o * width, width) + bias[o]!;
    }
  }
}

/** (rows, columns) to (columns, rows). */
export function transpose(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) out[c * rows + row] = matrix[row * columns + c]!;
  }
  return out;
}
