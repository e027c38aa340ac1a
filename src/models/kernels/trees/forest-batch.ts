import { FOREST_WASM } from '../wasm/forest-wasm.table.ts';
import { createLayout } from '../wasm/memory-layout.ts';
import { openWasm, type ThreadSlot } from '../wasm/open-wasm.ts';
import type { DoubleForest } from './double-forest.ts';
import type { FloatForest } from './float-forest.ts';

/** Adds the leaf values of all trees to out for many rows, with the same bits as the forest's plain reference. */
export interface ForestBatch {
  add(x: Float32Array | Float64Array, rows: number, columns: number, out: Float64Array): void;
}

/** Bytes of input and output that one call of the kernel passes over: about what a second level cache holds. */
const BLOCK_BYTES = 2 ** 20;
const LEAST_BLOCK_ROWS = 64;
const MOST_BLOCK_ROWS = 16_384;

/**
 * Opens the WebAssembly kernel for a forest and moves the forest's arrays into its memory, so that there is one copy. With
 * `'shared'` other threads can compute in that memory too: a forest that has a `thread` has its arrays there already.
 * Gives null where WebAssembly is missing, forbidden, or out of memory: the plain reference does the work then.
 */
export function openFloatBatch(
  forest: FloatForest,
  sharing: 'shared' | ThreadSlot | undefined = forest.thread,
): ForestBatch | null {
  const { roots, leafBases, shift, width, groups, featureCount, hasMissingLeft } = forest;
  const outputs = width * groups;
  const blockRows = blockRowsOf(featureCount * 4 + outputs * 8);
  const layout = createLayout();
  const nodesAt = layout.place(forest.words.byteLength);
  const valuesAt = layout.place(forest.leafValues.byteLength);
  const rootsAt = layout.place(roots.byteLength);
  const basesAt = layout.place(leafBases.byteLength);
  const [xAt, outAt] = layout.placeBlock(blockRows * featureCount * 4, blockRows * outputs * 8, sharing);
  const opened = openWasm(FOREST_WASM, layout.size(), sharing);
  if (opened === null) return null;
  const { buffer, kernel } = opened;
  if (typeof sharing !== 'object') {
    forest.words = copyInt32(buffer, nodesAt, forest.words);
    forest.floats = new Float32Array(buffer, nodesAt, forest.words.length);
    forest.leafValues = copyFloat64(buffer, valuesAt, forest.leafValues);
    copyInt32(buffer, rootsAt, roots);
    copyInt32(buffer, basesAt, leafBases);
    if (sharing === 'shared') forest.thread = { memory: opened.memory, slot: 0 };
  }
  const xBlock = new Float32Array(buffer, xAt, blockRows * featureCount);
  const outBlock = new Float64Array(buffer, outAt, blockRows * outputs);
  const scan = kernel('scanFloats');
  const plain = kernel('addFloatLeaves');
  const missing = kernel('addFloatLeavesMissing');
  return {
    add: (x, rows, columns, out) =>
      eachBlock(rows, blockRows, x, columns, xBlock, out, outputs, outBlock, (count) => {
        const add = hasMissingLeft && (scan(xAt, count * columns) & 1) === 1 ? missing : plain;
        add(nodesAt, rootsAt, basesAt, roots.length, shift, valuesAt, width, groups, xAt, count, columns, outAt);
      }),
  };
}

/** As openFloatBatch, for float64 inputs. */
export function openDoubleBatch(
  forest: DoubleForest,
  sharing: 'shared' | ThreadSlot | undefined = forest.thread,
): ForestBatch | null {
  const { roots, width, groups, featureCount, hasMissingLeft } = forest;
  const outputs = width * groups;
  const blockRows = blockRowsOf(featureCount * 8 + outputs * 8);
  const layout = createLayout();
  const nodesAt = layout.place(forest.words.byteLength);
  const valuesAt = layout.place(forest.leafValues.byteLength);
  const rootsAt = layout.place(roots.byteLength);
  const setsAt = layout.place(forest.sets.byteLength);
  const [xAt, outAt] = layout.placeBlock(blockRows * featureCount * 8, blockRows * outputs * 8, sharing);
  const opened = openWasm(FOREST_WASM, layout.size(), sharing);
  if (opened === null) return null;
  const { buffer, kernel } = opened;
  if (typeof sharing !== 'object') {
    forest.words = copyInt32(buffer, nodesAt, forest.words);
    forest.doubles = new Float64Array(buffer, nodesAt, forest.words.length / 2);
    forest.leafValues = copyFloat64(buffer, valuesAt, forest.leafValues);
    forest.sets = copyInt32(buffer, setsAt, forest.sets);
    copyInt32(buffer, rootsAt, roots);
    if (sharing === 'shared') forest.thread = { memory: opened.memory, slot: 0 };
  }
  const xBlock = new Float64Array(buffer, xAt, blockRows * featureCount);
  const outBlock = new Float64Array(buffer, outAt, blockRows * outputs);
  const scan = kernel('scanDoubles');
  const plain = kernel('addDoubleLeaves');
  const missing = kernel('addDoubleLeavesMissing');
  const categorical = kernel('addDoubleLeavesCategorical');
  const hasSets = forest.sets.length > 0;
  return {
    add: (x, rows, columns, out) =>
      eachBlock(rows, blockRows, x, columns, xBlock, out, outputs, outBlock, (count) => {
        const add = hasSets ? categorical : hasMissingLeft && scan(xAt, count * columns) === 1 ? missing : plain;
        add(nodesAt, rootsAt, setsAt, roots.length, valuesAt, width, groups, xAt, count, columns, outAt);
      }),
  };
}

function blockRowsOf(rowBytes: number): number {
  const rows = Math.floor(BLOCK_BYTES / rowBytes);
  return Math.min(MOST_BLOCK_ROWS, Math.max(LEAST_BLOCK_ROWS, rows - (rows % 8)));
}

/** Copies rows in, lets the kernel add to what out holds, and copies the sums back; one row without views, which cost more than it. */
function eachBlock(
  rows: number,
  blockRows: number,
  x: Float32Array | Float64Array,
  columns: number,
  xBlock: Float32Array | Float64Array,
  out: Float64Array,
  outputs: number,
  outBlock: Float64Array,
  run: (count: number) => void,
): void {
  if (rows === 1) {
    for (let i = 0; i < columns; i++) xBlock[i] = x[i]!;
    for (let i = 0; i < outputs; i++) outBlock[i] = out[i]!;
    run(1);
    for (let i = 0; i < outputs; i++) out[i] = outBlock[i]!;
    return;
  }
  for (let row = 0; row < rows; row += blockRows) {
    const count = Math.min(blockRows, rows - row);
    xBlock.set(x.subarray(row * columns, (row + count) * columns));
    const target = out.subarray(row * outputs, (row + count) * outputs);
    outBlock.set(target);
    run(count);
    target.set(outBlock.subarray(0, count * outputs));
  }
}

function copyInt32(buffer: ArrayBuffer, at: number, from: Int32Array): Int32Array {
  const to = new Int32Array(buffer, at, from.length);
  to.set(from);
  return to;
}

function copyFloat64(buffer: ArrayBuffer, at: number, from: Float64Array): Float64Array {
  const to = new Float64Array(buffer, at, from.length);
  to.set(from);
  return to;
}
