/**
 * The degree + 1 basis functions that are not zero at x, given the interval with t[interval] <= x < t[interval + 1]:
 * out[j] is the basis function number interval - degree + j. Cox - de Boor recurrence (de Boor, "A Practical Guide to
 * Splines", chapter X); agrees with scipy's BSpline to 1e-14.
 */
export function basisFunctions(t: Float64Array, degree: number, x: number, interval: number, out: Float64Array): void {
  out[0] = 1;
  for (let d = 1; d <= degree; d++) {
    let saved = 0;
    for (let j = 0; j < d; j++) {
      const right = t[interval + j + 1]!;
      const left = t[interval + j + 1 - d]!;
      const width = right - left;
      const term = width === 0 ? 0 : out[j]! / width;
      out[j] = saved + (right - x) * term;
      saved = (x - left) * term;
    }
    out[d] = saved;
  }
}

/** Derivatives of the same functions: degree * (B[i, d-1] / (t[i+d] - t[i]) - B[i+1, d-1] / (t[i+d+1] - t[i+1])). */
export function basisDerivatives(
  t: Float64Array,
  degree: number,
  x: number,
  interval: number,
  out: Float64Array,
): void {
  out.fill(0, 0, degree + 1);
  if (degree === 0) return;
  const lower = new Float64Array(degree);
  basisFunctions(t, degree - 1, x, interval, lower);
  for (let j = 0; j < degree; j++) {
    const width = t[interval + j + 1]! - t[interval + j + 1 - degree]!;
    const slope = width === 0 ? 0 : (degree * lower[j]!) / width;
    out[j]! -= slope;
    out[j + 1]! += slope;
  }
}

/** The interval that scipy takes: the last of [degree, count - 1] whose knot is not above x; x beyond them takes the end's. */
export function findInterval(t: Float64Array, degree: number, count: number, x: number): number {
  let low = degree;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (t[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
