import { formatJson, type JsonValue } from './json/index.ts';
import { toNested } from './nested/index.ts';
import type { NamedTensor, Payload } from './payload.ts';

/** What callers that know one value a message get of several tensors: the only one as it is, else an object of nested lists by name. */
export function toSinglePayload(tensors: readonly NamedTensor[]): Extract<Payload, { kind: 'tensor' | 'json' }> {
  const [first] = tensors;
  if (first !== undefined && tensors.length === 1) return { kind: 'tensor', tensor: first.tensor };
  const members = tensors.map(({ name, tensor }) => `${JSON.stringify(name)}:${formatJson(toJson(toNested(tensor)))}`);
  return { kind: 'json', json: { utf8: new TextEncoder().encode(`{${members.join(',')}}`), lenient: false } };
}

/** Bytes, which JSON does not have, as base64. */
function toJson(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Uint8Array) return value.toBase64();
  return value as JsonValue;
}
