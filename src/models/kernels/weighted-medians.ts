/**
 * The weighted median of each row of (rows, columns): of the values in ascending order the first one at which the sum of
 * the weights reaches half of their total. Sums go in ascending order, as numpy's cumsum.
 */
export function weightedMedians(
  values: Float64Array,
  rows: number,
  columns: number,
  weights: Float64Array,
): Float64Array {
  const medians = new Float64Array(rows);
  const order = new Int32Array(columns);
  const sums = new Float64Array(columns);
  let from = 0;
  const byValue = (a: number, b: number): number => values[from + a]! - values[from + b]!;
  for (let row = 0; row < rows; row++, from += columns) {
    for (let c = 0; c < columns; c++) order[c] = c;
    order.sort(byValue);
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      sum += weights[order[c]!]!;
      sums[c] = sum;
    }
    let at = 0;
    while (at < columns - 1 && !(sums[at]! >= 0.5 * sum)) at++;
    medians[row] = values[from + order[at]!]!;
  }
  return medians;
}
