import { addBoostedLeaves, type BoostedForest } from './boosted-forest.ts';
import { type BoostedKernel, openBoostedKernel } from './boosted-kernel.ts';
import { addWideLeaves, type WideForest } from './wide-forest.ts';

/** Writes the rows [from, from + rows) to target, `columns` numbers a row. */
export type ReadRows<Numbers> = (from: number, rows: number, target: Numbers) => void;

/** Adds the leaves of all trees to out (rows, outputs), by the kernel that is the fastest for so many rows. */
export type SumLeaves<Numbers> = (read: ReadRows<Numbers>, rows: number, out: Numbers) => void;

/** Batches of so many rows go to the WebAssembly kernel at once. */
const KERNEL_ROWS = 16;
/** After so many smaller calls a model is worth a kernel of its own, which takes a page of memory and some milliseconds. */
const KERNEL_CALLS = 32;
const PLAIN_BLOCK_ROWS = 64;

/** Sums of the trees [0, trees) of XGBoost's forests, in float32. `columns` is 1 at least. */
export function createFloatSums(
  forest: BoostedForest,
  trees: number,
  columns: number,
  outputs: number,
): SumLeaves<Float32Array> {
  const open = kernelOpener(forest, columns, outputs);
  // Made at the first call: a file may declare any number of features.
  let scratch = new Float32Array(0);
  return (read, rows, out) => {
    const kernel = open(rows);
    if (kernel !== null) {
      runKernel(kernel, read, rows, trees, outputs, out);
      return;
    }
    const block = Math.min(rows, PLAIN_BLOCK_ROWS);
    if (scratch.length < block * columns) scratch = new Float32Array(block * columns);
    for (let from = 0; from < rows; from += block) {
      const count = Math.min(block, rows - from);
      read(from, count, scratch);
      addBoostedLeaves(forest, trees, scratch, count, columns, out, from * outputs, outputs);
    }
  };
}

/** As createFloatSums, for LightGBM's forests in float64. */
export function createDoubleSums(
  forest: WideForest,
  trees: number,
  columns: number,
  outputs: number,
): SumLeaves<Float64Array> {
  const open = kernelOpener(forest, columns, outputs);
  let scratch = new Float64Array(0);
  return (read, rows, out) => {
    const kernel = open(rows);
    if (kernel !== null) {
      runKernel(kernel, read, rows, trees, outputs, out);
      return;
    }
    const block = Math.min(rows, PLAIN_BLOCK_ROWS);
    if (scratch.length < block * columns) scratch = new Float64Array(block * columns);
    for (let from = 0; from < rows; from += block) {
      const count = Math.min(block, rows - from);
      read(from, count, scratch);
      addWideLeaves(forest, trees, scratch, count, columns, out, from * outputs, outputs);
    }
  };
}

function kernelOpener(
  forest: BoostedForest | WideForest,
  columns: number,
  outputs: number,
): (rows: number) => BoostedKernel | null {
  let calls = 0;
  return (rows) => {
    if (forest.kernel === undefined) {
      if (rows < KERNEL_ROWS && ++calls < KERNEL_CALLS) return null;
      forest.kernel = openBoostedKernel(forest, columns, outputs);
    }
    return forest.kernel;
  };
}

function runKernel<Numbers extends Float32Array | Float64Array>(
  kernel: BoostedKernel,
  read: ReadRows<Numbers>,
  rows: number,
  trees: number,
  outputs: number,
  out: Numbers,
): void {
  const x = kernel.x as Numbers;
  const sums = kernel.out as Numbers;
  for (let from = 0; from < rows; from += kernel.blockRows) {
    const count = Math.min(kernel.blockRows, rows - from);
    const at = from * outputs;
    const size = count * outputs;
    read(from, count, x);
    for (let i = 0; i < size; i++) sums[i] = out[at + i]!;
    kernel.run(trees, count);
    for (let i = 0; i < size; i++) out[at + i] = sums[i]!;
  }
}
