/**
 * Piecewise linear interpolation through (xs, ys), xs ascending, values beyond the ends take the ends': numpy.interp,
 * the same operations in the same order. NaN gives NaN.
 */
export function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  const last = xs.length - 1;
  if (Number.isNaN(x)) return x;
  if (x > xs[last]!) return ys[last]!;
  if (x < xs[0]!) return ys[0]!;
  const at = lastNotAbove(xs, x);
  if (at >= last || xs[at] === x) return ys[at]!;
  const slope = (ys[at + 1]! - ys[at]!) / (xs[at + 1]! - xs[at]!);
  return slope * (x - xs[at]!) + ys[at]!;
}

/** Index of the last element that is <= x; -1 where there is none. */
export function lastNotAbove(xs: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
