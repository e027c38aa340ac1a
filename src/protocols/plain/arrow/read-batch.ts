import { Buffer } from 'node:buffer';
import { createTensor, type Dtype, NUMBER_ARRAYS, type NumberDtype, type Tensor } from '../../../payload/index.ts';
import { badBody } from '../plain-body.ts';
import type { FlatTable } from './flat-table.ts';
import type { ArrowField, ArrowType } from './read-schema.ts';

/** What all compressed parts of a body may become. */
const MAX_INFLATED_BYTES = 512 * 1024 * 1024;
/** Columns of nothing take no bytes. */
const MAX_NULL_ROWS = 10_000_000;
const ZSTD = 1;

/** Values of one column in one batch; a missing value is null. */
export interface Chunk {
  readonly tensor: Tensor;
  /** One bit a row, 0 for missing; undefined when none is. */
  readonly valid: Uint8Array | undefined;
}

/** Counts what decompression may still give, over all batches of a body. */
export interface InflateBudget {
  leftBytes: number;
}

export function createInflateBudget(): InflateBudget {
  return { leftBytes: MAX_INFLATED_BYTES };
}

/** Reads nodes and buffers of a RecordBatch one after the other. Throws RangeError where the batch is shorter than it says. */
class BatchReader {
  readonly #nodes: readonly (readonly [number, number])[];
  readonly #buffers: readonly (readonly [number, number])[];
  readonly #body: Uint8Array;
  readonly #codec: number | undefined;
  readonly #budget: InflateBudget;
  #node = 0;
  #buffer = 0;

  constructor(batch: FlatTable, body: Uint8Array, budget: InflateBudget) {
    this.#nodes = batch.pairs(1);
    this.#buffers = batch.pairs(2);
    this.#body = body;
    this.#codec = batch.table(3)?.int8(0);
    this.#budget = budget;
    // Columns may not share bytes: a small body must not become a large table.
    const total = this.#buffers.reduce((sum, [, length]) => sum + length, 0);
    if (total > body.length) throw new RangeError('a buffer');
    if (batch.has(3) && this.#codec !== ZSTD) throw badBody('Arrow: LZ4 is not read: send the body plain or with zstd');
  }

  /** Length and count of missing values. */
  node(): readonly [number, number] {
    const node = this.#nodes[this.#node++];
    if (node === undefined) throw new RangeError('a node');
    return node;
  }

  buffer(neededBytes: number): Uint8Array {
    const place = this.#buffers[this.#buffer++];
    if (place === undefined) throw new RangeError('a buffer');
    const [offset, length] = place;
    if (offset + length > this.#body.length) throw new RangeError('a buffer');
    const raw = this.#body.subarray(offset, offset + length);
    const bytes = this.#codec === undefined || raw.length === 0 ? raw : this.#inflate(raw);
    if (bytes.length < neededBytes) throw new RangeError('a buffer');
    return bytes;
  }

  #inflate(raw: Uint8Array): Uint8Array {
    const size = new DataView(raw.buffer, raw.byteOffset, raw.byteLength).getBigInt64(0, true);
    const content = raw.subarray(8);
    if (size === -1n) return content;
    if (size < 0n || size > BigInt(this.#budget.leftBytes)) throw badBody(`Arrow: a compressed part of ${size} bytes`);
    this.#budget.leftBytes -= Number(size);
    if (size === 0n) return new Uint8Array(0);
    try {
      // Loaded here only, and not with every start.
      return process.getBuiltinModule('node:zlib').zstdDecompressSync(content, { maxOutputLength: Number(size) });
    } catch (thrown) {
      throw badBody('Arrow: a compressed part is not valid zstd', thrown);
    }
  }
}

/** The columns of a RecordBatch, or the one column of a DictionaryBatch. */
export function readBatch(
  batch: FlatTable,
  body: Uint8Array,
  types: readonly ArrowType[],
  budget: InflateBudget,
): readonly Chunk[] {
  const reader = new BatchReader(batch, body, budget);
  const rows = batch.size(0);
  return types.map((type) => {
    const chunk = readChunk(reader, type);
    if (chunk.tensor.shape[0] !== rows) throw new RangeError('a column');
    return chunk;
  });
}

/** The type that stands in the batch: for a dictionary's column, that of its positions. */
export function storedType({ type, dictionary }: ArrowField): ArrowType {
  return dictionary?.index ?? type;
}

function readChunk(reader: BatchReader, type: ArrowType): Chunk {
  const [rows, missing] = reader.node();
  if (type.kind === 'null') {
    if (rows > MAX_NULL_ROWS) throw badBody(`Arrow: a column of ${rows} missing values`);
    return { tensor: createTensor('json', [rows], new Array<null>(rows).fill(null)), valid: undefined };
  }
  const bits = reader.buffer(0);
  if (missing > 0 && bits.length * 8 < rows) throw new RangeError('a validity buffer');
  const valid = missing > 0 ? bits : undefined;
  switch (type.kind) {
    case 'bool':
      return { tensor: readBits(reader.buffer(Math.ceil(rows / 8)), rows), valid };
    case 'number':
      return { tensor: readNumbers(reader.buffer(rows * type.sizeBytes), [rows], type.dtype, type.sizeBytes), valid };
    case 'fixedList': {
      if (valid !== undefined) throw badBody('Arrow: a list is missing where all rows must have one');
      const { tensor, valid: innerValid } = readChunk(reader, type.item);
      if (innerValid !== undefined) throw badBody('Arrow: values are missing inside of lists');
      if (tensor.data.length < rows * type.size || type.size < 1) throw new RangeError('a list');
      return {
        tensor: createTensor(tensor.dtype, [rows, type.size], tensor.data.slice(0, rows * type.size) as never),
        valid,
      };
    }
    case 'text':
    case 'bytes':
      return { tensor: readTexts(reader, rows, type), valid };
  }
}

function readBits(bits: Uint8Array, rows: number): Tensor {
  const values = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) values[row] = (bits[row >> 3]! >> (row & 7)) & 1;
  return createTensor('bool', [rows], values);
}

function readNumbers(bytes: Uint8Array, shape: readonly number[], dtype: Dtype, sizeBytes: number): Tensor {
  const count = shape[0]!;
  // A copy, for what stands inside a message need not be aligned.
  const { buffer } = new Uint8Array(bytes.subarray(0, count * sizeBytes));
  return createTensor(dtype, shape, new NUMBER_ARRAYS[dtype as NumberDtype](buffer) as never);
}

function readTexts(reader: BatchReader, rows: number, type: Extract<ArrowType, { kind: 'text' | 'bytes' }>): Tensor {
  // No offsets at all for no rows is what some writers send.
  const offsets = readOffsets(reader.buffer(rows === 0 ? 0 : (rows + 1) * type.offsetBytes), rows, type.offsetBytes);
  const data = reader.buffer(offsets[rows] ?? 0);
  const pieces = Array.from({ length: rows }, (_, row) => {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (from > to || to > data.length) throw new RangeError('an offset');
    return data.subarray(from, to);
  });
  if (type.kind === 'bytes')
    return createTensor(
      'bytes',
      [rows],
      pieces.map((piece) => Uint8Array.from(piece)),
    );
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return createTensor(
      'string',
      [rows],
      pieces.map((piece) => decoder.decode(piece)),
    );
  } catch (thrown) {
    throw badBody('Arrow: a text is not valid UTF-8', thrown);
  }
}

function readOffsets(bytes: Uint8Array, rows: number, sizeBytes: 4 | 8): readonly number[] {
  if (bytes.length === 0) return [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: rows + 1 }, (_, i) => {
    const offset = sizeBytes === 4 ? view.readInt32LE(i * 4) : Number(view.readBigInt64LE(i * 8));
    if (offset < 0) throw new RangeError('an offset');
    return offset;
  });
}
