import { DENSE_WASM } from './wasm/dense-wasm.table.ts';
import { openWasm } from './wasm/open-wasm.ts';

/** Rows to which distances are asked again and again, in the memory of a WebAssembly kernel. */
export interface PackedRows {
  /** Writes |x[from ...] - row|^2 of every row, with the bits of fillSquaredDistances. */
  fillSquared(x: Float64Array, from: number, out: Float64Array): void;
  /** Writes exp(-gamma |x[from ...] - row|^2) of every row, within one unit in the last place of Math.exp's. */
  fillGaussian(x: Float64Array, from: number, gamma: number, out: Float64Array): void;
}

/** Fewer numbers than this are done before WebAssembly is reached. */
const LEAST_NUMBERS = 256;
/** The module keeps its stack in the first page. */
const FIRST_BYTE = 65_536;
const PANEL = 4;

/** Packs `count` rows of `width` numbers; null where that does not pay or WebAssembly is not to be had. */
export function openPackedRows(rows: Float64Array, count: number, width: number): PackedRows | null {
  if (count * width < LEAST_NUMBERS) return null;
  const padded = Math.ceil(count / (2 * PANEL)) * 2 * PANEL;
  const xAt = FIRST_BYTE;
  const outAt = xAt + Math.ceil(width / 2) * 16;
  const packedAt = outAt + padded * 8;
  const opened = openWasm(DENSE_WASM, packedAt + padded * width * 8);
  if (opened === null) return null;
  const packed = new Float64Array(opened.buffer, packedAt, padded * width);
  for (let row = 0; row < count; row++) {
    const panel = Math.floor(row / PANEL) * PANEL * width + (row % PANEL);
    for (let c = 0; c < width; c++) packed[panel + c * PANEL] = rows[row * width + c]!;
  }
  const input = new Float64Array(opened.buffer, xAt, width);
  const answers = new Float64Array(opened.buffer, outAt, count);
  const squaredDistances = opened.kernel('squaredDistances');
  const expOfNegative = opened.kernel('expOfNegative');
  const fill = (x: Float64Array, from: number): void => {
    for (let c = 0; c < width; c++) input[c] = x[from + c]!;
    squaredDistances(xAt, width, packedAt, padded, outAt);
  };
  return {
    fillSquared(x, from, out) {
      fill(x, from);
      out.set(answers);
    },
    fillGaussian(x, from, gamma, out) {
      fill(x, from);
      expOfNegative(outAt, padded, gamma);
      out.set(answers);
    },
  };
}
