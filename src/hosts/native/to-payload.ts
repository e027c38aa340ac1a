import type { ModelMethod } from '../../models/index.ts';
import { createTensor, formatJson, type JsonValue, type Payload, type Tensor, toNested } from '../../payload/index.ts';
import type { MethodResult } from './choose-method.ts';

/** The answer of a method. Several outputs of one size become one array (outputs, rows, classes), others a list. */
export function toPayload(result: MethodResult, method: ModelMethod): Payload {
  if (!isSeveral(result)) return { kind: 'tensor', tensor: result };
  if (method === 'kneighbors') {
    const [distances, indices] = result.map(toJson);
    return { kind: 'json', json: toText({ distances: distances!, indices: indices! }) };
  }
  const stacked = stack(result);
  return stacked === undefined
    ? { kind: 'list', json: toText(result.map(toJson)) }
    : { kind: 'tensor', tensor: stacked };
}

function isSeveral(result: MethodResult): result is readonly Tensor[] {
  return Array.isArray(result);
}

function toJson(tensor: Tensor): JsonValue {
  return toNested(tensor) as JsonValue;
}

function toText(value: JsonValue) {
  return { utf8: Buffer.from(formatJson(value)), lenient: false };
}

function stack(outputs: readonly Tensor[]): Tensor | undefined {
  const [first] = outputs;
  if (first === undefined) return undefined;
  const size = first.data.length;
  const data = new Float64Array(size * outputs.length);
  for (const [i, { dtype, shape, data: values }] of outputs.entries()) {
    if (dtype !== 'float64' || shape.join() !== first.shape.join()) return undefined;
    data.set(values, i * size);
  }
  return createTensor('float64', [outputs.length, ...first.shape], data);
}
