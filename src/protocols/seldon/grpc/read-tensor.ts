import { createTensor, MAX_DIMENSIONS, type Tensor } from '../../../payload/index.ts';
import { WIRE, type WireReader } from '../../protobuf/index.ts';
import { badData } from '../bad-data.ts';
import { resolveShape } from '../read-tensor.ts';

const SHAPE = 1;
const VALUES = 2;

/**
 * Reads the rest of the reader as a seldon.protos.Tensor: shape and row-major doubles, each packed or not. One size may be -1,
 * it is worked out. Throws INVALID_ARGUMENT when the values do not fill the shape.
 */
export function readTensor(reader: WireReader): Tensor {
  const { position } = reader;
  const shape: number[] = [];
  let count = 0;
  let packed: Float64Array | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === SHAPE) readSizes(reader, tag, shape);
    else if (tag === ((VALUES << 3) | WIRE.bytes)) {
      packed = readPacked(reader);
      count += packed.length;
    } else {
      if (tag === ((VALUES << 3) | WIRE.fixed64)) count++;
      reader.skip(tag);
    }
  }
  const values = packed !== undefined && packed.length === count ? packed : gather(reader, position, count);
  return createTensor('float64', resolveShape(shape, count, 'data.tensor'), values);
}

function readSizes(reader: WireReader, tag: number, shape: number[]): void {
  if ((tag & 7) === WIRE.varint) shape.push(reader.int32());
  else if ((tag & 7) === WIRE.bytes) {
    const outer = reader.enter();
    while (reader.position < reader.end && shape.length <= MAX_DIMENSIONS) shape.push(reader.int32());
    reader.leave(outer);
  } else reader.skip(tag);
  if (shape.length > MAX_DIMENSIONS) throw badData(`data.tensor.shape has more than ${MAX_DIMENSIONS} dimensions`);
}

function readPacked(reader: WireReader): Float64Array {
  const end = reader.fieldEnd();
  const start = reader.position;
  const size = end - start;
  if (size % 8 !== 0) throw reader.error(`packed values of ${size} bytes, which is no multiple of 8`);
  const values = new Float64Array(size / 8);
  if (values.length <= 16) {
    for (let i = 0; i < values.length; i++) values[i] = reader.float64At(start + 8 * i);
  } else new Uint8Array(values.buffer).set(reader.bytes.subarray(start, end));
  reader.position = end;
  return values;
}

/** The values when they came in several pieces: `count` of them, found by a first pass. */
function gather(reader: WireReader, start: number, count: number): Float64Array {
  const values = new Float64Array(count);
  let at = 0;
  reader.position = start;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((VALUES << 3) | WIRE.bytes)) {
      const end = reader.fieldEnd();
      while (reader.position < end) values[at++] = reader.float64();
    } else if (tag === ((VALUES << 3) | WIRE.fixed64)) values[at++] = reader.float64();
    else reader.skip(tag);
  }
  return values;
}
