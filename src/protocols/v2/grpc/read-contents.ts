import { createTensor, type Tensor, type TensorData } from '../../../payload/index.ts';
import { WIRE, type WireReader } from '../../protobuf/index.ts';
import { badRequest } from '../bad-request.ts';
import { decodeBinary } from '../binary-values.ts';
import { convertNumbers } from '../convert-numbers.ts';
import type { DatatypeEntry } from '../datatypes.table.ts';
import { resolveShape } from '../resolve-shape.ts';

/** The elements of InferTensorContents, in the kind of the field that they stood in. */
export type Contents = Float64Array | BigInt64Array | BigUint64Array | readonly Uint8Array[];

const FIELDS = { bool: 1, int: 2, int64: 3, uint: 4, uint64: 5, fp32: 6, fp64: 7, bytes: 8 } as const;

/** Reads the rest of the reader. The first field with elements counts; undefined when there is none. */
export function readContents(reader: WireReader): Contents | undefined {
  let contents: Contents | undefined;
  let field = 0;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    if (number < FIELDS.bool || number > FIELDS.bytes || (contents !== undefined && number !== field)) {
      reader.skip(tag);
      continue;
    }
    const piece = readPiece(reader, number, tag & 7, tag);
    if (piece === undefined || piece.length === 0) continue;
    contents = contents === undefined ? piece : join(contents, piece);
    field = number;
  }
  return contents;
}

/** A packed run, or one element of the unpacked form. */
function readPiece(reader: WireReader, field: number, wireType: number, tag: number): Contents | undefined {
  if (field === FIELDS.bytes && wireType === WIRE.bytes) return readBytes(reader);
  if (wireType !== WIRE.bytes) return readOne(reader, field, wireType, tag);
  const outer = reader.enter();
  const piece = readPacked(reader, field);
  reader.leave(outer);
  return piece;
}

/** All elements that follow one another, so that a long list is no list of lists. */
function readBytes(reader: WireReader): Uint8Array[] {
  const elements = [reader.bytesField()];
  const own = (FIELDS.bytes << 3) | WIRE.bytes;
  while (reader.position < reader.end && reader.bytes[reader.position] === own) {
    reader.tag();
    elements.push(reader.bytesField());
  }
  return elements;
}

function readOne(reader: WireReader, field: number, wireType: number, tag: number): Contents | undefined {
  if (field === FIELDS.fp64 && wireType === WIRE.fixed64) return Float64Array.of(reader.float64());
  if (field === FIELDS.fp32 && wireType === WIRE.fixed32) return Float64Array.of(reader.float32());
  if (wireType !== WIRE.varint || field >= FIELDS.fp32) {
    reader.skip(tag);
    return undefined;
  }
  return readVarints(reader, field, 1);
}

function readPacked(reader: WireReader, field: number): Contents {
  const size = reader.end - reader.position;
  if (field === FIELDS.fp64 || field === FIELDS.fp32) {
    const width = field === FIELDS.fp64 ? 8 : 4;
    if (size % width !== 0) throw reader.error(`a packed list of ${size} bytes, which is no whole number of values`);
    const bytes = new Uint8Array(reader.bytes.subarray(reader.position, reader.end)).buffer;
    reader.position = reader.end;
    return width === 8 ? new Float64Array(bytes) : Float64Array.from(new Float32Array(bytes));
  }
  return readVarints(reader, field, countVarints(reader));
}

/** Every varint ends with the one byte whose highest bit is not set. */
function countVarints({ bytes, position, end }: WireReader): number {
  let count = 0;
  for (let at = position; at < end; at++) if (bytes[at]! < 0x80) count++;
  return count;
}

function readVarints(reader: WireReader, field: number, count: number): Contents {
  if (field === FIELDS.int64) {
    const values = new BigInt64Array(count);
    for (let i = 0; i < count; i++) values[i] = reader.int64();
    return values;
  }
  if (field === FIELDS.uint64) {
    const values = new BigUint64Array(count);
    for (let i = 0; i < count; i++) values[i] = reader.uint64();
    return values;
  }
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (field === FIELDS.bool) values[i] = reader.bool() ? 1 : 0;
    else values[i] = field === FIELDS.int ? reader.int32() : reader.uint32();
  }
  return values;
}

function join(a: Contents, b: Contents): Contents {
  if (a instanceof Float64Array && b instanceof Float64Array) return Float64Array.from([...a, ...b]);
  if (a instanceof BigInt64Array && b instanceof BigInt64Array) return BigInt64Array.from([...a, ...b]);
  if (a instanceof BigUint64Array && b instanceof BigUint64Array) return BigUint64Array.from([...a, ...b]);
  return [...(a as readonly Uint8Array[]), ...(b as readonly Uint8Array[])];
}

/** A tensor of an input's contents. Throws INVALID_ARGUMENT naming `where` when they do not fit its datatype or its shape. */
export function toTensor(
  contents: Contents | undefined,
  entry: DatatypeEntry,
  datatype: string,
  shape: readonly number[],
  where: string,
): Tensor {
  const { dtype, sizeBytes } = entry;
  const elements = contents ?? (sizeBytes === undefined ? [] : new Float64Array(0));
  if (Array.isArray(elements)) {
    if (sizeBytes !== undefined)
      return decodeBinary(entry, datatype, shape, Buffer.concat(elements as Uint8Array[]), where);
    return decodeBinary(entry, datatype, shape, withLengths(elements as Uint8Array[]), where);
  }
  if (sizeBytes === undefined) throw badRequest(`${where}: BYTES stand in contents.bytes_contents`);
  const numbers = elements as Float64Array | BigInt64Array | BigUint64Array;
  const sizes = resolveShape(shape, numbers.length, where);
  const data = convertNumbers(dtype as 'float64', numbers, where);
  return createTensor(dtype as 'float64', sizes, data as TensorData['float64']);
}

function withLengths(elements: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    elements.flatMap((element) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(element.length);
      return [length, element];
    }),
  );
}
