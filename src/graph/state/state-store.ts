/** Numbers that a unit learns from feedback, kept across restarts and, where the store is shared, over replicas. */
export interface StateStore {
  /** Opens the numbers of one unit: `size` of them, zero at first. `key` names deployment, predictor and unit. */
  open(key: string, size: number): Promise<StateCells>;
  close(): Promise<void>;
}

/** The numbers of one unit. */
export interface StateCells {
  /** The newest known values; never waits. Index as given to `add`. */
  readonly values: Float64Array;
  /** Adds to some of the numbers, `[index, amount, index, amount, ...]`, all at once. Resolves when that is kept. */
  add(changes: readonly number[]): Promise<void>;
}
