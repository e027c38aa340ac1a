import { addDoubleLeaves, type DoubleForest } from './double-forest.ts';
import { addFloatLeaves, type FloatForest } from './float-forest.ts';
import { openDoubleBatch, openFloatBatch } from './forest-batch.ts';

/** From so many rows on the batch kernel is faster than the plain loop at once (measured in benchmarks/models). */
const BATCH_ROWS = 24;
/** After so many smaller calls a forest is worth the kernel, which takes pages of memory and some milliseconds. */
const KERNEL_CALLS = 32;
/** The kernel takes one row through so many trees at a time: fewer are walked by the plain loop as fast. */
const KERNEL_TREES = 8;

/** Adds the leaf values of all trees to out (rows, width * groups), by the kernel that is the fastest for so many rows. */
export function addFloat(forest: FloatForest, x: Float32Array, rows: number, columns: number, out: Float64Array): void {
  if (isForKernel(forest, rows)) {
    if (forest.batch === undefined) forest.batch = openFloatBatch(forest);
    if (forest.batch !== null) {
      forest.batch.add(x, rows, columns, out);
      return;
    }
  }
  addFloatLeaves(forest, x, rows, columns, out);
}

/** As addFloat, for float64 inputs. */
export function addDouble(
  forest: DoubleForest,
  x: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
): void {
  if (isForKernel(forest, rows)) {
    if (forest.batch === undefined) forest.batch = openDoubleBatch(forest);
    if (forest.batch !== null) {
      forest.batch.add(x, rows, columns, out);
      return;
    }
  }
  addDoubleLeaves(forest, x, rows, columns, out);
}

function isForKernel(forest: FloatForest | DoubleForest, rows: number): boolean {
  if (rows >= BATCH_ROWS) return true;
  if (forest.roots.length < KERNEL_TREES) return false;
  return ++forest.smallCalls > KERNEL_CALLS;
}
