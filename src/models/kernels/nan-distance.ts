/**
 * Squared Euclidean distance over the coordinates that neither row misses, scaled up to all of them
 * (sklearn's nan_euclidean_distances); NaN where there is no such coordinate. NaN marks a missing coordinate.
 */
export function nanSquaredDistance(
  a: Float64Array,
  from: number,
  b: Float64Array,
  at: number,
  columns: number,
): number {
  let sum = 0;
  let present = 0;
  for (let c = 0; c < columns; c++) {
    const difference = a[from + c]! - b[at + c]!;
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    present++;
  }
  return present === 0 ? Number.NaN : (sum * columns) / present;
}
