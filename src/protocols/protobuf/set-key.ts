import type { JsonValue } from '../../payload/index.ts';

/** An object while it is being filled. */
export type OpenObject = Record<string, JsonValue>;

/** Sets an own property whatever its name is: `__proto__` out of a message must not reach the prototype. */
export function setKey(target: OpenObject, key: string, value: JsonValue): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** An own property, or undefined. */
export function ownKey(target: Readonly<Record<string, JsonValue>>, key: string): JsonValue | undefined {
  return Object.hasOwn(target, key) ? target[key] : undefined;
}
