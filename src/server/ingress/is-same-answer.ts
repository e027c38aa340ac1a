import { isDeepStrictEqual } from 'node:util';

/** Members that differ between two answers to the same request without the prediction being another. */
const OWN = ['meta', 'id', 'model_name', 'model_version', 'parameters'];

/** True when two answers predict the same: equal bytes, or equal JSON but for what belongs to the one who answers. */
export function isSameAnswer(a: Uint8Array, b: Uint8Array): boolean {
  if (Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b)) return true;
  const [left, right] = [parse(a), parse(b)];
  return left !== undefined && right !== undefined && isDeepStrictEqual(left, right);
}

function parse(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => !OWN.includes(name)));
  } catch {
    // Bytes that are no JSON are compared as bytes, which has been done.
    return undefined;
  }
}
