import { createTensor, type NamedTensor, type Tensor } from '../../../payload/index.ts';
import { badBody, type PlainBody } from '../plain-body.ts';
import { withMissing } from '../read-column.ts';
import { ARROW_HEADERS } from './arrow-types.table.ts';
import { FlatTable } from './flat-table.ts';
import { type Chunk, createInflateBudget, readBatch, storedType } from './read-batch.ts';
import { type ArrowField, readSchema } from './read-schema.ts';

const FILE_MAGIC = 'ARROW1';
const CONTINUATION = 0xffffffff;

/**
 * The columns of an Arrow stream or file (arrow.apache.org/docs/format/Columnar.html): numbers, booleans, texts, bytes, dictionaries of
 * them and lists of a fixed number of numbers; plain or with zstd. Types stay; missing values are NaN among numbers (which makes integers
 * doubles), else null. Throws INVALID_ARGUMENT.
 */
export function decodeArrow(body: Uint8Array): PlainBody {
  try {
    return readMessages(body);
  } catch (thrown) {
    if (thrown instanceof RangeError)
      throw badBody('Arrow: the body is cut off, or is no Arrow stream or file', thrown);
    throw thrown;
  }
}

function readMessages(body: Uint8Array): PlainBody {
  const [start, end] = messageRange(body);
  const budget = createInflateBudget();
  const dictionaries = new Map<number, Tensor>();
  let fields: readonly ArrowField[] | undefined;
  let columns: readonly Chunk[][] = [];
  for (const { header, kind, content } of messages(body, start, end)) {
    if (kind === ARROW_HEADERS.schema) {
      if (fields !== undefined) throw badBody('Arrow: two schemas');
      fields = readSchema(header);
      columns = fields.map(() => []);
    } else if (kind === ARROW_HEADERS.recordBatch && fields !== undefined) {
      const chunks = readBatch(header, content, fields.map(storedType), budget);
      for (const [c, chunk] of chunks.entries()) columns[c]!.push(resolve(chunk, fields[c]!, dictionaries));
    } else if (kind === ARROW_HEADERS.dictionaryBatch && fields !== undefined) {
      readDictionary(header, content, fields, dictionaries, budget);
    }
  }
  if (fields === undefined) throw badBody('Arrow: there is no schema');
  if (fields.length === 0) throw badBody('Arrow: there are no columns');
  const tensors = fields.map(({ name, type }, c): NamedTensor => ({ name, tensor: concat(columns[c]!, type) }));
  return { tensors, isTable: tensors.every(({ tensor }) => tensor.shape.length === 1), hasNames: true };
}

/** Where messages stand: a file has them between its magic word and its footer. */
function messageRange(body: Uint8Array): readonly [number, number] {
  const word = (at: number): string => new TextDecoder('latin1').decode(body.subarray(at, at + FILE_MAGIC.length));
  if (word(0) !== FILE_MAGIC) return [0, body.length];
  if (word(body.length - FILE_MAGIC.length) !== FILE_MAGIC) throw new RangeError('a file');
  const footer = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(body.length - 10, true);
  if (footer > body.length - 18) throw new RangeError('a footer');
  return [8, body.length - 10 - footer];
}

function* messages(body: Uint8Array, start: number, end: number) {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let pos = start; pos + 4 <= end; ) {
    let size = view.getUint32(pos, true);
    pos += 4;
    // Streams of before 2019 have no such mark.
    if (size === CONTINUATION) {
      size = view.getUint32(pos, true);
      pos += 4;
    }
    if (size === 0) return;
    if (pos + size > end) throw new RangeError('a message');
    const message = FlatTable.root(body.subarray(pos, pos + size));
    pos += size;
    const length = message.size(3);
    if (pos + length > end) throw new RangeError('a body');
    const header = message.table(2);
    if (header !== undefined) yield { kind: message.int8(1), header, content: body.subarray(pos, pos + length) };
    pos += length;
  }
}

function readDictionary(
  header: FlatTable,
  content: Uint8Array,
  fields: readonly ArrowField[],
  dictionaries: Map<number, Tensor>,
  budget: Parameters<typeof readBatch>[3],
): void {
  const id = header.size(0);
  const batch = header.table(1);
  const field = fields.find(({ dictionary }) => dictionary?.id === id);
  if (batch === undefined || field === undefined) return;
  const chunk = readBatch(batch, content, [field.type], budget)[0]!;
  const before = header.int8(2) === 0 ? undefined : dictionaries.get(id);
  const chunks = before === undefined ? [chunk] : [{ tensor: before, valid: undefined }, chunk];
  dictionaries.set(id, concat(chunks, field.type));
}

/** Positions in a dictionary as the values there. */
function resolve(chunk: Chunk, { dictionary, name }: ArrowField, dictionaries: ReadonlyMap<number, Tensor>): Chunk {
  if (dictionary === undefined) return chunk;
  const values = dictionaries.get(dictionary.id);
  const { valid, tensor } = chunk;
  if (values === undefined) throw badBody(`Arrow: column ${JSON.stringify(name.slice(0, 100))} has no dictionary`);
  const rows = tensor.data.length;
  const picked = Array.from({ length: rows }, (_, row) => {
    if (!isValid(valid, row)) return values.dtype === 'string' ? '' : values.data[0];
    const at = Number(tensor.data[row]);
    if (!(at >= 0 && at < values.data.length)) throw new RangeError('a position');
    return values.data[at];
  });
  return { tensor: fromValues(values, picked), valid };
}

function fromValues(like: Tensor, values: readonly unknown[]): Tensor {
  const { dtype, data } = like;
  if (dtype === 'string' || dtype === 'bytes' || dtype === 'json') {
    return createTensor(dtype, [values.length], values as never);
  }
  const array = new (data.constructor as new (length: number) => Float64Array)(values.length);
  for (let i = 0; i < values.length; i++) array[i] = (values[i] ?? data[0] ?? 0) as number;
  return createTensor(dtype, [values.length], array as never);
}

/** All chunks of a column as one tensor, the missing values in their places. */
function concat(chunks: readonly Chunk[], type: ArrowField['type']): Tensor {
  const [first] = chunks;
  if (first === undefined) return emptyColumn(type);
  const rows = chunks.reduce((sum, { tensor }) => sum + tensor.shape[0]!, 0);
  if (chunks.length === 1 && first.valid === undefined) return withMissing(first.tensor);
  const shape = [rows, ...first.tensor.shape.slice(1)];
  if (chunks.every(({ valid }) => valid === undefined)) return joinData(chunks, shape);
  const values: unknown[] = [];
  for (const { tensor, valid } of chunks) {
    for (let row = 0; row < tensor.data.length; row++) values.push(isValid(valid, row) ? plain(tensor, row) : null);
  }
  return withMissing(createTensor('json', shape, values));
}

function joinData(chunks: readonly Chunk[], shape: readonly number[]): Tensor {
  const { dtype, data } = chunks[0]!.tensor;
  if (dtype === 'string' || dtype === 'bytes' || dtype === 'json') {
    const all = chunks.flatMap(({ tensor }) => tensor.data as readonly unknown[]);
    return withMissing(createTensor(dtype, shape, all as never));
  }
  const total = chunks.reduce((sum, { tensor }) => sum + tensor.data.length, 0);
  const array = new (data.constructor as new (length: number) => Float64Array)(total);
  let at = 0;
  for (const { tensor } of chunks) {
    array.set(tensor.data as Float64Array, at);
    at += tensor.data.length;
  }
  return createTensor(dtype, shape, array as never);
}

function plain({ dtype, data }: Tensor, row: number): unknown {
  if (dtype === 'bool') return data[row] === 1;
  if (dtype === 'bytes') return new TextDecoder().decode(data[row]);
  return data[row];
}

function isValid(valid: Uint8Array | undefined, row: number): boolean {
  return valid === undefined || ((valid[row >> 3]! >> (row & 7)) & 1) === 1;
}

function emptyColumn(type: ArrowField['type']): Tensor {
  if (type.kind === 'text') return createTensor('string', [0], []);
  if (type.kind === 'bytes') return createTensor('bytes', [0], []);
  return createTensor('float64', [0], new Float64Array(0));
}
