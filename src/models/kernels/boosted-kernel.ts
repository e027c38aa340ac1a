import type { BoostedForest } from './boosted-forest.ts';
import { BOOSTED_WASM } from './wasm/boosted-wasm.table.ts';
import { createLayout } from './wasm/memory-layout.ts';
import { openWasm, type ThreadSlot } from './wasm/open-wasm.ts';
import type { WideForest } from './wide-forest.ts';

/** The WebAssembly kernel of one forest: write rows to `x` and what they start with to `out`, then run. */
export interface BoostedKernel {
  /** (blockRows, columns) */
  readonly x: Float32Array | Float64Array;
  /** (blockRows, outputs) */
  readonly out: Float32Array | Float64Array;
  readonly blockRows: number;
  /** Adds the leaves of the first `trees` trees for the first `rows` rows. */
  run(trees: number, rows: number): void;
}

/** Bytes of rows that one call passes over: they stay in a near cache while all trees go by. */
const BLOCK_BYTES = 2 ** 16;
const LEAST_BLOCK_ROWS = 16;
const MOST_BLOCK_ROWS = 4096;
/** Wider rows are taken one at a time: there is no room for many of them. */
const WIDE_ROW_BYTES = 2 ** 17;

/**
 * Opens the kernel and moves the forest's arrays into its memory, so that there is one copy (see openFloatBatch for
 * `sharing`). Gives null where
 * WebAssembly is missing, forbidden, or out of memory, and for leaves that are vectors: the plain reference does the
 * work then, with the same bits.
 */
export function openBoostedKernel(
  forest: BoostedForest | WideForest,
  columns: number,
  outputs: number,
  sharing: 'shared' | ThreadSlot | undefined = forest.thread,
): BoostedKernel | null {
  const isFloat = forest.kind === 'float';
  if (isFloat && forest.width > 1) return null;
  const size = isFloat ? 4 : 8;
  const blockRows = blockRowsOf(columns * size);
  const layout = createLayout();
  const { place } = layout;
  const { roots, steps, outputOf } = forest;
  const nodesAt = place(forest.words.byteLength);
  const valuesAt = place(forest.leafValues.byteLength);
  const rootsAt = place(roots.byteLength);
  const stepsAt = place(steps.byteLength);
  const outputOfAt = place(outputOf.byteLength);
  const setsAt = place(forest.sets.byteLength);
  const [xAt, outAt] = layout.placeBlock(blockRows * columns * size, blockRows * outputs * size, sharing);
  const opened = openWasm(BOOSTED_WASM, layout.size(), sharing);
  if (opened === null) return null;
  const { buffer, kernel } = opened;
  if (typeof sharing !== 'object') {
    moveInto(forest, buffer, nodesAt, valuesAt, setsAt);
    new Int32Array(buffer, rootsAt, roots.length).set(roots);
    new Int32Array(buffer, stepsAt, steps.length).set(steps);
    new Int32Array(buffer, outputOfAt, outputOf.length).set(outputOf);
    if (sharing === 'shared') forest.thread = { memory: opened.memory, slot: 0 };
  }
  const type = isFloat ? 'Float' : 'Double';
  const special = (isFloat ? forest.sets.length > 0 : forest.hasSpecial) ? 'Sets' : '';
  const addRows = kernel(`add${type}Rows${special}`);
  const addRow = kernel(`add${type}Row${special}`);
  const Numbers = isFloat ? Float32Array : Float64Array;
  return {
    x: new Numbers(buffer, xAt, blockRows * columns),
    out: new Numbers(buffer, outAt, blockRows * outputs),
    blockRows,
    run: (trees, rows) => {
      if (rows === 1) addRow(nodesAt, rootsAt, stepsAt, outputOfAt, setsAt, trees, valuesAt, xAt, columns, outAt);
      else addRows(nodesAt, rootsAt, stepsAt, outputOfAt, setsAt, trees, valuesAt, outputs, xAt, rows, columns, outAt);
    },
  };
}

/** Whole groups of eight rows, which the kernel takes at once. */
function blockRowsOf(rowBytes: number): number {
  if (rowBytes > WIDE_ROW_BYTES) return 1;
  return Math.min(MOST_BLOCK_ROWS, Math.max(LEAST_BLOCK_ROWS, Math.floor(BLOCK_BYTES / rowBytes / 8) * 8));
}

function moveInto(
  forest: BoostedForest | WideForest,
  buffer: ArrayBuffer,
  nodesAt: number,
  valuesAt: number,
  setsAt: number,
): void {
  const words = new Int32Array(buffer, nodesAt, forest.words.length);
  words.set(forest.words);
  forest.words = words;
  const sets = new Int32Array(buffer, setsAt, forest.sets.length);
  sets.set(forest.sets);
  forest.sets = sets;
  if (forest.kind === 'float') {
    const values = new Float32Array(buffer, valuesAt, forest.leafValues.length);
    values.set(forest.leafValues);
    forest.leafValues = values;
    forest.floats = new Float32Array(buffer, nodesAt, words.length);
  } else {
    const values = new Float64Array(buffer, valuesAt, forest.leafValues.length);
    values.set(forest.leafValues);
    forest.leafValues = values;
    forest.doubles = new Float64Array(buffer, nodesAt, words.length / 2);
  }
}
