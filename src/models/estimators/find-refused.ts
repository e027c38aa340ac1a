import type { InputContract } from './estimator.ts';

/** Index of the first number that the model does not take (NaN or infinity, where the original library refuses them); -1 when there is none. */
export function findRefused(data: Float64Array, { allowsNaN, allowsInfinity }: InputContract): number {
  if (allowsNaN && allowsInfinity) return -1;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    // Only finite numbers leave nothing.
    if (value - value === 0) continue;
    if (!(Number.isNaN(value) ? allowsNaN : allowsInfinity)) return i;
  }
  return -1;
}
