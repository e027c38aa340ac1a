import { Buffer } from 'node:buffer';
import type { JsonValue, Tensor } from '../../../payload/index.ts';
import { type WireWriter, writeValue } from '../../protobuf/index.ts';

/** Nesting of the message around an element: SeldonMessage, DefaultData, ListValue. */
const OUTER_DEPTH = 3;
const VALUES = 1;
const LIST = 6;

/** Writes the content of a ListValue with the elements of a tensor of any dtype; one without dimensions is a list of one. */
export function writeElements(writer: WireWriter, tensor: Tensor): void {
  const shape = tensor.shape.length === 0 ? [1] : tensor.shape;
  writeLevel(writer, tensor, shape, 0, tensor.data.length);
}

/** Writes one list, last element first, whose elements end at index `end`; gives the index where they begin. */
function writeLevel(writer: WireWriter, tensor: Tensor, shape: readonly number[], axis: number, end: number): number {
  const isInnermost = axis === shape.length - 1;
  let next = end;
  for (let i = shape[axis]! - 1; i >= 0; i--) {
    const mark = writer.size;
    if (isInnermost) writeElement(writer, tensor, --next, axis);
    else {
      next = writeLevel(writer, tensor, shape, axis + 1, next);
      writer.message(LIST, mark);
    }
    writer.message(VALUES, mark);
  }
  return next;
}

function writeElement(writer: WireWriter, tensor: Tensor, index: number, axis: number): void {
  switch (tensor.dtype) {
    case 'bool':
      writer.bool(4, tensor.data[index] !== 0);
      return;
    case 'string':
      writer.string(3, tensor.data[index]!);
      return;
    case 'bytes': {
      const { buffer, byteOffset, byteLength } = tensor.data[index]!;
      writer.string(3, Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
      return;
    }
    case 'json':
      writeValue(
        writer,
        (tensor.data[index] ?? null) as JsonValue,
        OUTER_DEPTH + 2 * axis,
        'data.ndarray of the answer',
      );
      return;
    default:
      writer.float64(2, Number(tensor.data[index]));
  }
}
