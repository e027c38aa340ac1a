import type { Features } from '../../../models/index.ts';
import type { MethodResult } from '../choose-method.ts';

/** Batches that are expected to take longer than this go to another thread: so long other callers wait for this one. */
const LONG_BATCH_MS = 5;
/** Fewer rows are always computed at once. */
export const LEAST_BATCH_ROWS = 32;
/** Rows that are asked to learn what a row costs, where nothing is known. */
const PROBE_ROWS = 16;
/** Weight of the newest measurement. */
const NEWEST = 0.5;

/** What the rows of a method cost, as far as batches have shown. */
export interface BatchCost {
  /** True when a batch should go to another thread. Asks a few rows of the first large batch to find out. */
  isLong(features: Features): boolean;
  /** Runs the method, and notes what a batch of many rows took. */
  runMeasured(features: Features): MethodResult;
  note(rows: number, ms: number): void;
}

export function createBatchCost(run: (features: Features) => MethodResult, now: () => number): BatchCost {
  let msPerRow: number | undefined;
  const note = (rows: number, ms: number): void => {
    msPerRow = msPerRow === undefined ? ms / rows : msPerRow + NEWEST * (ms / rows - msPerRow);
  };
  const measure = (features: Features): MethodResult => {
    const start = now();
    const result = run(features);
    note(features.rows, now() - start);
    return result;
  };
  return {
    note,
    runMeasured: (features) => (features.rows < LEAST_BATCH_ROWS ? run(features) : measure(features)),
    isLong(features) {
      if (features.rows < LEAST_BATCH_ROWS) return false;
      if (msPerRow === undefined && features.kind === 'dense') {
        const { columns, data } = features;
        const few: Features = { kind: 'dense', rows: PROBE_ROWS, columns, data: data.slice(0, PROBE_ROWS * columns) };
        // The first time the code is compiled, too: the second time shows what rows cost.
        run(few);
        measure(few);
      }
      return msPerRow !== undefined && msPerRow * features.rows > LONG_BATCH_MS;
    },
  };
}
