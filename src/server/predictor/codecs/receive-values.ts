import type { MessageCodec, Values } from '../../../graph/index.ts';
import type { JsonValue } from '../../../payload/index.ts';

/**
 * An answer of one node as the next would read it over the wire. Numbers in 64 bits are what they would be read as, and only their
 * default names are missing; all else is written and read, so that a graph answers the same wherever its nodes are.
 */
export function receiveValues(codec: MessageCodec, values: Values): Values {
  const { payload, form } = values;
  if (payload.kind === 'tensor') {
    const { dtype, shape } = payload.tensor;
    const isSame = dtype === 'float64' || (dtype === 'int64' && form === 'ndarray' && codec.encoding === 'json');
    if (isSame && shape.length > 0 && form !== 'tftensor') {
      const names = shape.length < 2 ? NO_NAMES : (values.names ?? defaultNames(shape[1] as number));
      return { ...values, names, form: form === 'none' ? 'tensor' : form };
    }
  }
  return codec.decode(codec.encode(values), true);
}

const NO_NAMES: JsonValue = [];

function defaultNames(count: number): readonly string[] {
  const names: string[] = [];
  for (let column = 0; column < count; column++) names.push(`t:${column}`);
  return names;
}
