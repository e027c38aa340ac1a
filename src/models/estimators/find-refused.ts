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

/** Says which of the numbers (rows, columns) the model does not take, and why; undefined when it takes them all. */
export function describeRefused(data: Float64Array, columns: number, contract: InputContract): string | undefined {
  const at = findRefused(data, contract);
  if (at === -1) return undefined;
  const column = at % columns;
  const name = contract.featureNames?.[column];
  const place = `row ${Math.floor(at / columns)}, column ${name === undefined ? column : JSON.stringify(name)}`;
  const what = Number.isNaN(data[at]) ? 'missing (NaN or null)' : 'infinite';
  return `${place}: the value is ${what}, which the model does not take`;
}
