/** log(sum of e^v) of `count` numbers from `from`: the largest is taken off first, so that nothing overflows. As scipy's logsumexp. */
export function logSumExp(values: Float64Array, from: number, count: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = values[from + i]!;
    if (value > max || Number.isNaN(value)) max = value;
  }
  if (!Number.isFinite(max)) return max;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(values[from + i]! - max);
  return max + Math.log(sum);
}

/** Takes logSumExp of each row of (rows, columns) off the row, in place: joint log likelihoods become log probabilities. */
export function normalizeLogRows(values: Float64Array, columns: number): Float64Array {
  for (let from = 0; from < values.length; from += columns) {
    const total = logSumExp(values, from, columns);
    for (let c = 0; c < columns; c++) values[from + c]! -= total;
  }
  return values;
}

/** e^v of every element, in place. */
export function expInPlace(values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] = Math.exp(values[i]!);
  return values;
}
