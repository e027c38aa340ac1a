import type { NamedTensor } from './payload.ts';
import { createTensor, type Dtype, isNumeric, NUMBER_ARRAYS, type Tensor, type TensorData } from './tensor.ts';

/**
 * The columns of a table as one tensor (rows, columns): of their dtype when they share one, of the dtype that numpy promotes
 * unlike numbers to, else of dtype json, whose elements keep their own types.
 * Undefined when they are no table: unlike lengths, more than one value a row, or bytes that are no text beside other columns.
 */
export function joinColumns(columns: readonly NamedTensor[]): Tensor | undefined {
  const rows = columns[0]?.tensor.shape[0];
  if (rows === undefined || !columns.every(({ tensor }) => isColumn(tensor.shape, rows))) return undefined;
  const dtype = commonDtype(columns.map(({ tensor }) => tensor.dtype));
  const width = columns.length;
  const shape = [rows, width];
  const values = emptyData(dtype, rows * width);
  for (let c = 0; c < width; c++) {
    const cells = readCells(columns[c]!.tensor, dtype);
    if (cells === undefined) return undefined;
    for (let row = 0; row < rows; row++) values[row * width + c] = cells(row);
  }
  return createTensor(dtype, shape, values as never);
}

function isColumn(shape: readonly number[], rows: number): boolean {
  return shape[0] === rows && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
}

/** numpy's `result_type` for arrays; `json` where numpy would make objects. */
function commonDtype(dtypes: readonly Dtype[]): Dtype {
  const [first = 'float64', ...others] = new Set(dtypes);
  if (others.length === 0) return first;
  return [first, ...others].every(isNumeric) ? others.reduce(promote, first) : 'json';
}

const FLOAT_BITS: Readonly<Partial<Record<Dtype, number>>> = { float16: 16, float32: 32, float64: 64 };
/** How many bits of a float hold every integer of that many bits, as numpy sees it. */
const FLOAT_FOR_INTEGER: Readonly<Record<number, number>> = { 8: 16, 16: 32, 32: 64, 64: 64 };

function promote(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a;
  const floats = Math.max(floatBits(a), floatBits(b));
  if (FLOAT_BITS[a] !== undefined || FLOAT_BITS[b] !== undefined) return `float${floats}` as Dtype;
  const [isUnsignedA, isUnsignedB] = [a.startsWith('u'), b.startsWith('u')];
  const [bitsA, bitsB] = [bitsOf(a), bitsOf(b)];
  if (isUnsignedA === isUnsignedB) return bitsA > bitsB ? a : b;
  const unsigned = isUnsignedA ? bitsA : bitsB;
  const signed = isUnsignedA ? bitsB : bitsA;
  if (signed > unsigned) return `int${signed}` as Dtype;
  return unsigned === 64 ? 'float64' : (`int${unsigned * 2}` as Dtype);
}

function floatBits(dtype: Dtype): number {
  return FLOAT_BITS[dtype] ?? FLOAT_FOR_INTEGER[bitsOf(dtype)] ?? 64;
}

function bitsOf(dtype: Dtype): number {
  return Number(/\d+$/.exec(dtype)?.[0] ?? 64);
}

function emptyData(dtype: Dtype, count: number): Record<number, unknown> {
  if (dtype === 'string' || dtype === 'bytes' || dtype === 'json') return new Array<unknown>(count);
  return new NUMBER_ARRAYS[dtype](count) as unknown as Record<number, unknown>;
}

/** The cells of a column as elements of that dtype; undefined when they cannot be. */
function readCells({ dtype, data }: Tensor, wanted: Dtype): ((row: number) => unknown) | undefined {
  if (dtype === wanted) return (row) => data[row];
  if (wanted === 'json') return readJson(dtype, data);
  const isWide = dtype === 'int64' || dtype === 'uint64';
  if (wanted === 'int64') return isWide ? (row) => data[row] : (row) => BigInt(data[row] as number);
  if (wanted === 'uint64') return isWide ? (row) => data[row] : (row) => BigInt(data[row] as number);
  return isWide ? (row) => Number(data[row]) : (row) => data[row];
}

function readJson(dtype: Dtype, data: TensorData[Dtype]): ((row: number) => unknown) | undefined {
  if (dtype === 'bool') return (row) => data[row] === 1;
  if (dtype === 'int64' || dtype === 'uint64') {
    return (row) => (Number.isSafeInteger(Number(data[row])) ? Number(data[row]) : data[row]);
  }
  if (dtype !== 'bytes') return (row) => data[row];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    const texts = (data as readonly Uint8Array[]).map((bytes) => decoder.decode(bytes));
    return (row) => texts[row];
  } catch {
    // JSON has no bytes: the caller keeps the columns apart.
    return undefined;
  }
}
