import { RadiantError } from '../../base/index.ts';
import type { Tensor } from '../../payload/index.ts';
import type { WireWriter } from '../protobuf/index.ts';
import { tensorToProto, VALUE_LISTS, type ValueList } from './tensor-proto.ts';

const DTYPE = 1;
const SHAPE = 2;
const CONTENT = 4;

/** Writes the content of a tensorflow.TensorProto. Throws for a tensor that none can hold. */
export function writeTensorProto(writer: WireWriter, tensor: Tensor): void {
  const proto = tensorToProto(tensor);
  if (proto === undefined) {
    throw new RadiantError('UNKNOWN', `an array of type ${tensor.dtype} cannot be answered as tftensor`, {
      reason: 'MICROSERVICE_INTERNAL_ERROR',
    });
  }
  const { type, shape, content, values } = proto;
  writeValues(writer, type.list, values);
  if (content.length > 0) writer.bytes(CONTENT, content);
  const shapeMark = writer.size;
  for (let i = shape.length - 1; i >= 0; i--) {
    const mark = writer.size;
    if (shape[i] !== 0) writer.int64(1, BigInt(shape[i]!));
    writer.message(2, mark);
  }
  writer.message(SHAPE, shapeMark);
  writer.int32(DTYPE, type.number);
}

/** The list of one element, or of any number of texts. */
function writeValues(writer: WireWriter, list: ValueList, values: ArrayLike<unknown>): void {
  const field = VALUE_LISTS[list];
  const mark = writer.size;
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (list === 'stringVal') writer.bytes(field, value as Uint8Array);
    else if (list === 'doubleVal') writer.rawFloat64(value as number);
    else if (list === 'floatVal') writer.rawFloat32(value as number);
    else if (typeof value === 'bigint') writer.rawInt64(value);
    else writer.rawInt32(Number(value));
  }
  if (list !== 'stringVal' && values.length > 0) writer.message(field, mark);
}
