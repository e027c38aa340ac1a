import type { MessageCodec, Values } from '../../../graph/index.ts';
import type { JsonValue } from '../../../payload/index.ts';
import { readAgainAs } from '../../../protocols/seldon/index.ts';

const NO_NAMES: JsonValue = [];

/**
 * An answer of one node as the next would read it over the wire. Numbers in 64 bits are what they would be read as, and only their
 * default names are missing; all else is written and read, so that a graph answers the same wherever its nodes are.
 */
export function receiveValues(codec: MessageCodec, values: Values): Values {
  const { payload } = values;
  const form =
    payload.kind === 'tensor' ? readAgainAs(payload.tensor, values.form, codec.encoding === 'json') : undefined;
  if (payload.kind !== 'tensor' || form === undefined) return codec.decode(codec.encode(values), true);
  const { shape } = payload.tensor;
  const names = shape.length < 2 ? NO_NAMES : (values.names ?? defaultNames(shape[1] as number));
  return { ...values, names, form };
}

function defaultNames(count: number): readonly string[] {
  const names: string[] = [];
  for (let column = 0; column < count; column++) names.push(`t:${column}`);
  return names;
}
