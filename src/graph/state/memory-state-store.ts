import type { StateStore } from './state-store.ts';

/** Keeps what is learned until the process ends. */
export function createMemoryStateStore(): StateStore {
  const cells = new Map<string, Float64Array>();
  return {
    async open(key, size) {
      const values = cells.get(key) ?? new Float64Array(size);
      cells.set(key, values);
      return { values, add: async (changes) => addAll(values, changes) };
    },
    close: async () => {},
  };
}

/** `changes` is `[index, amount, ...]`. */
export function addAll(values: Float64Array, changes: readonly number[]): void {
  for (let i = 0; i + 1 < changes.length; i += 2) {
    const index = changes[i] as number;
    values[index] = (values[index] ?? 0) + (changes[i + 1] as number);
  }
}
