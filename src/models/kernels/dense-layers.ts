import { type Activation, activate } from './activations.ts';
import { multiplyTransposed } from './matrix-product.ts';
import { DENSE_WASM } from './wasm/dense-wasm.table.ts';
import { openWasm, type WasmKernel } from './wasm/open-wasm.ts';

/** out = activation(x weights^T + bias): weights (outputs, inputs), bias (outputs). */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly activation: Activation;
}

/** Layers one after the other; a single one is a matrix product. */
export interface DenseLayers {
  readonly inputs: number;
  readonly outputs: number;
  /** Writes the last layer's (rows, outputs) for x (rows, inputs). */
  run(x: Float64Array, rows: number, out: Float64Array): void;
  /** Writes the index of each row's least value of the last layer; the first one of equals. */
  findLeast(x: Float64Array, rows: number, out: Int32Array): void;
}

/** The WebAssembly side of layers: the same two, for large batches. */
type Batch = Pick<DenseLayers, 'findLeast' | 'run'>;

/** Fewer multiplications than this are done before WebAssembly is reached. */
const LEAST_PRODUCTS = 20_000;
/** Rows that go through all layers together, so that their values stay in the processor's cache. */
const BLOCK_BYTES = 2 ** 17;
const LEAST_BLOCK_ROWS = 16;
const MOST_BLOCK_ROWS = 512;
/** The module keeps its stack in the first page. */
const FIRST_BYTE = 65_536;
/** Outputs of one panel of packed weights. */
const PANEL = 4;

/**
 * Runs small batches by the plain kernel and large ones by the WebAssembly kernel, with the same bits. The module is
 * opened at the first large batch; where that fails, everything goes the plain way.
 */
export function createDenseLayers(layers: readonly DenseLayer[]): DenseLayers {
  const first = layers[0]!;
  const last = layers.at(-1)!;
  const products = layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  // One output is a stream through memory, which plain code does as fast.
  const leastRows = layers.length === 1 && last.outputs === 1 ? Number.POSITIVE_INFINITY : LEAST_PRODUCTS / products;
  const scratch = layers.slice(0, -1).map(({ outputs }) => new Float64Array(outputs * PLAIN_ROWS));
  let batch: Batch | null | undefined;
  const openFor = (rows: number): Batch | null => {
    if (rows <= 4 || rows < leastRows) return null;
    // Once is enough where it fails (null).
    if (batch === undefined) batch = openBatch(layers);
    return batch;
  };
  const check = (x: Float64Array, rows: number): void => {
    if (x.length >= rows * first.inputs) return;
    throw new RangeError(`${rows} rows of ${first.inputs} numbers do not fit in ${x.length}`);
  };
  const single = new Float64Array(last.outputs);
  return {
    inputs: first.inputs,
    outputs: last.outputs,
    run(x, rows, out) {
      check(x, rows);
      const opened = openFor(rows);
      if (opened === null) runPlainly(layers, scratch, x, rows, out);
      else opened.run(x, rows, out);
    },
    findLeast(x, rows, out) {
      check(x, rows);
      const opened = openFor(rows);
      if (opened !== null) {
        opened.findLeast(x, rows, out);
        return;
      }
      const values = rows === 1 ? single : new Float64Array(rows * last.outputs);
      runPlainly(layers, scratch, x, rows, values);
      findLeastPlainly(values, rows, last.outputs, out);
    },
  };
}

/** Rows that go through the plain kernels together. */
const PLAIN_ROWS = 32;

function runPlainly(
  layers: readonly DenseLayer[],
  scratch: readonly Float64Array[],
  x: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const { inputs } = layers[0]!;
  const { outputs } = layers.at(-1)!;
  if (layers.length === 1) {
    runLayer(layers[0]!, x, rows, out);
    return;
  }
  for (let row = 0; row < rows; row += PLAIN_ROWS) {
    const count = Math.min(PLAIN_ROWS, rows - row);
    let values = rows <= PLAIN_ROWS ? x : x.subarray(row * inputs, (row + count) * inputs);
    layers.forEach((layer, i) => {
      const isLast = i === layers.length - 1;
      const whole = isLast ? out.subarray(row * outputs, (row + count) * outputs) : scratch[i]!;
      const target = isLast ? whole : whole.subarray(0, count * layer.outputs);
      runLayer(layer, values, count, target);
      values = target;
    });
  }
}

/** The index of the least of each row of (rows, columns); the oracle of the kernel's leastOfRows. */
export function findLeastPlainly(values: Float64Array, rows: number, columns: number, out: Int32Array): void {
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let best = 0;
    let least = values[from]!;
    for (let c = 1; c < columns; c++) {
      if (values[from + c]! < least) {
        least = values[from + c]!;
        best = c;
      }
    }
    out[row] = best;
  }
}

function runLayer(layer: DenseLayer, x: Float64Array, rows: number, out: Float64Array): void {
  multiplyTransposed(x, rows, layer.inputs, layer.weights, layer.bias, out);
  activate(layer.activation, out, layer.outputs);
}

interface Placed {
  readonly layer: DenseLayer;
  readonly weightsAt: number;
  readonly biasAt: number;
  readonly outAt: number;
}

function openBatch(layers: readonly DenseLayer[]): Batch | null {
  const widest = layers.reduce((most, { inputs, outputs }) => Math.max(most, inputs, outputs), 0);
  const blockRows = Math.max(LEAST_BLOCK_ROWS, Math.min(MOST_BLOCK_ROWS, Math.floor(BLOCK_BYTES / 8 / widest)));
  let end = FIRST_BYTE;
  const place = (numbers: number): number => {
    const at = end;
    end += Math.ceil(numbers / 2) * 16;
    return at;
  };
  const { inputs } = layers[0]!;
  const { outputs } = layers.at(-1)!;
  const xAt = place(blockRows * inputs);
  const placed = layers.map((layer): Placed => {
    const padded = Math.ceil(layer.outputs / PANEL) * PANEL;
    return {
      layer,
      weightsAt: place(padded * layer.inputs),
      biasAt: place(padded),
      outAt: place(blockRows * layer.outputs),
    };
  });
  const leastAt = place(blockRows);
  const opened = openWasm(DENSE_WASM, end);
  if (opened === null) return null;
  const { buffer } = opened;
  for (const { layer, weightsAt, biasAt } of placed) {
    packPanels(layer, new Float64Array(buffer, weightsAt, Math.ceil(layer.outputs / PANEL) * PANEL * layer.inputs));
    new Float64Array(buffer, biasAt, layer.outputs).set(layer.bias);
  }
  const multiply = opened.kernel('multiply');
  const input = new Float64Array(buffer, xAt, blockRows * inputs);
  const answers = new Float64Array(buffer, placed.at(-1)!.outAt, blockRows * outputs);
  const leastOfRows = opened.kernel('leastOfRows');
  const least = new Int32Array(buffer, leastAt, blockRows);
  const forEachBlock = (x: Float64Array, rows: number, take: (row: number, count: number) => void): void => {
    for (let row = 0; row < rows; row += blockRows) {
      const count = Math.min(blockRows, rows - row);
      input.set(x.subarray(row * inputs, (row + count) * inputs));
      runBlock(multiply, buffer, placed, xAt, count);
      take(row, count);
    }
  };
  return {
    run: (x, rows, out) =>
      forEachBlock(x, rows, (row, count) => {
        out.set(count === blockRows ? answers : answers.subarray(0, count * outputs), row * outputs);
      }),
    findLeast: (x, rows, out) =>
      forEachBlock(x, rows, (row, count) => {
        leastOfRows(answers.byteOffset, count, outputs, leastAt);
        out.set(count === blockRows ? least : least.subarray(0, count), row);
      }),
  };
}

function runBlock(
  multiply: WasmKernel,
  buffer: ArrayBuffer,
  placed: readonly Placed[],
  xAt: number,
  rows: number,
): void {
  let from = xAt;
  for (const { layer, weightsAt, biasAt, outAt } of placed) {
    const isRelu = layer.activation === 'relu';
    multiply(from, rows, layer.inputs, weightsAt, biasAt, outAt, layer.outputs, isRelu ? 1 : 0);
    if (!isRelu) activate(layer.activation, new Float64Array(buffer, outAt, rows * layer.outputs), layer.outputs);
    from = outAt;
  }
}

/** Weights (outputs, inputs) as panels (inputs, 4) of four outputs each; the last of two where one or two are left. */
function packPanels({ inputs, outputs, weights }: DenseLayer, packed: Float64Array): void {
  let at = 0;
  for (let o = 0; o < outputs; o += PANEL) {
    const stride = outputs - o <= 2 ? 2 : PANEL;
    for (let c = 0; c < inputs; c++) {
      for (let lane = 0; lane < stride; lane++, at++)
        packed[at] = o + lane < outputs ? weights[(o + lane) * inputs + c]! : 0;
    }
  }
}
