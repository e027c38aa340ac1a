import type { MessageCodec, Values } from '../../../graph/index.ts';
import { isNumeric } from '../../../payload/index.ts';

/**
 * An answer as the next node would read it in a protocol of named tensors. Tables of numbers and named tensors are what they would be read as;
 * all else is written and read.
 */
export function receiveTensors(codec: MessageCodec, values: Values): Values {
  const { payload } = values;
  if (payload.kind === 'tensors') return { ...values, names: [] };
  if (payload.kind === 'tensor' && payload.tensor.shape.length > 1 && isNumeric(payload.tensor.dtype)) {
    return { ...values, names: [] };
  }
  // The meta that was gathered on the way has no place in the protocol, and goes on all the same.
  return { ...codec.decode(codec.encode(values), true), meta: values.meta, form: values.form };
}
