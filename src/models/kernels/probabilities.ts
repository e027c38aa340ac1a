/** 1 / (1 + e^-x), as scipy's expit: exact 0 and 1 at the ends, no overflow. */
export function expit(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Softmax of each row of (rows, columns) in place: the row's maximum is taken off first, as scikit-learn does. */
export function softmaxRows(scores: Float64Array, columns: number): Float64Array {
  for (let from = 0; from < scores.length; from += columns) {
    let max = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < columns; c++) if (scores[from + c]! > max) max = scores[from + c]!;
    for (let c = 0; c < columns; c++) scores[from + c] = Math.exp(scores[from + c]! - max);
    const total = sumInPairs(scores, from, columns);
    for (let c = 0; c < columns; c++) scores[from + c]! /= total;
  }
  return scores;
}

/** The index of the first maximum of each row; NaN counts as the largest, as in numpy's argmax. */
export function argmaxRows(scores: ArrayLike<number>, rows: number, columns: number): Int32Array {
  const best = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let at = 0;
    let max = scores[from]!;
    for (let c = 1; c < columns && !Number.isNaN(max); c++) {
      const value = scores[from + c]!;
      if (value > max || Number.isNaN(value)) {
        max = value;
        at = c;
      }
    }
    best[row] = at;
  }
  return best;
}

/** Natural logarithm of every element, as numpy's log: 0 gives -Infinity. */
export function logOf(values: Float64Array): Float64Array {
  return values.map(Math.log);
}

/**
 * Sum of `count` numbers from `from` in numpy's order for contiguous data: eight running sums combined in pairs,
 * blocks of 128 split in halves. Matters where a result must agree to the last bit.
 * Reference: numpy's pairwise summation (umath loops).
 */
export function sumInPairs(values: ArrayLike<number>, from: number, count: number): number {
  if (count < 8) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[from + i]!;
    return sum;
  }
  if (count > 128) {
    let half = Math.floor(count / 2);
    half -= half % 8;
    return sumInPairs(values, from, half) + sumInPairs(values, from + half, count - half);
  }
  let s0 = values[from]!;
  let s1 = values[from + 1]!;
  let s2 = values[from + 2]!;
  let s3 = values[from + 3]!;
  let s4 = values[from + 4]!;
  let s5 = values[from + 5]!;
  let s6 = values[from + 6]!;
  let s7 = values[from + 7]!;
  let i = 8;
  for (; i < count - (count % 8); i += 8) {
    s0 += values[from + i]!;
    s1 += values[from + i + 1]!;
    s2 += values[from + i + 2]!;
    s3 += values[from + i + 3]!;
    s4 += values[from + i + 4]!;
    s5 += values[from + i + 5]!;
    s6 += values[from + i + 6]!;
    s7 += values[from + i + 7]!;
  }
  let sum = s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  for (; i < count; i++) sum += values[from + i]!;
  return sum;
}
