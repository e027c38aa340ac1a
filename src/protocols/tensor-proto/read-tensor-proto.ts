import type { Tensor } from '../../payload/index.ts';
import { WIRE, type WireReader, wireError } from '../protobuf/index.ts';
import { type TensorProtoType, tensorFromProto, tensorProtoType, VALUE_LISTS } from './tensor-proto.ts';

/** Reads the rest of the reader as a tensorflow.TensorProto. Throws INVALID_ARGUMENT, naming what the reader is at, for types and shapes that cannot be. */
export function readTensorProto(reader: WireReader): Tensor {
  const { position } = reader;
  const shape: number[] = [];
  let dtype = 0;
  let content = new Uint8Array(0) as Uint8Array;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.varint)) dtype = reader.int32();
    else if (tag === ((2 << 3) | WIRE.bytes)) readShape(reader, shape);
    else if (tag === ((4 << 3) | WIRE.bytes)) content = reader.bytesField();
    else reader.skip(tag);
  }
  const type = tensorProtoType(dtype, reader.where);
  // The list is read when the type says which one; when there is content TensorFlow does not look at it.
  const values = content.length > 0 && type.sizeBytes > 0 ? [] : readValues(reader, position, type);
  return tensorFromProto({ dtype, shape, content, values }, reader.where);
}

function readShape(reader: WireReader, shape: number[]): void {
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((3 << 3) | WIRE.varint) && reader.bool()) throw wireError(reader.where, 'it has no known shape');
    if (tag === ((2 << 3) | WIRE.bytes)) shape.push(readSize(reader));
    else if (tag !== ((3 << 3) | WIRE.varint)) reader.skip(tag);
  }
  reader.leave(outer);
}

function readSize(reader: WireReader): number {
  const outer = reader.enter();
  let size = 0n;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.varint)) size = reader.int64();
    else reader.skip(tag);
  }
  reader.leave(outer);
  return Number(size);
}

type Element = number | bigint | Uint8Array;

function readValues(reader: WireReader, start: number, type: TensorProtoType): ArrayLike<never> {
  const field = VALUE_LISTS[type.list];
  const element = wireTypeOf(type);
  const values: Element[] = [];
  reader.position = start;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((field << 3) | element)) values.push(readElement(reader, type));
    else if (tag === ((field << 3) | WIRE.bytes)) {
      const outer = reader.enter();
      while (reader.position < reader.end) values.push(readElement(reader, type));
      reader.leave(outer);
    } else reader.skip(tag);
  }
  return values as unknown as ArrayLike<never>;
}

function wireTypeOf(type: TensorProtoType): number {
  switch (type.list) {
    case 'stringVal':
      return WIRE.bytes;
    case 'doubleVal':
      return WIRE.fixed64;
    case 'floatVal':
      return WIRE.fixed32;
    default:
      return WIRE.varint;
  }
}

function readElement(reader: WireReader, type: TensorProtoType): Element {
  switch (type.list) {
    case 'stringVal':
      return reader.bytesField();
    case 'doubleVal':
      return reader.float64();
    case 'floatVal':
      return reader.float32();
    case 'int64Val':
      return reader.int64();
    case 'uint64Val':
      return reader.uint64();
    case 'boolVal':
      return reader.bool() ? 1 : 0;
    case 'uint32Val':
      return reader.uint32();
    default:
      return reader.int32();
  }
}
