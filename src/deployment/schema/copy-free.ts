/** A plain copy of JSON-like data, without a type; its own, so that nobody can change it from outside. */
export function copyFree(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyFree);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyFree(inner)]));
}
