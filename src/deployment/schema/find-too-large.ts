import type { Path } from '../findings.ts';
import { nameKind } from './name-kind.ts';

const MAX_DEPTH = 200;
const MAX_VALUES = 200_000;

/** Why a value cannot be a deployment: too deep, too many values (as of aliases within aliases), or no JSON. */
export interface TooLarge {
  readonly at: Path;
  readonly message: string;
  readonly fix: string;
}

/** Walks the value without recursion and stops at the first thing that is too much; undefined when all is well. */
export function findTooLarge(root: unknown): TooLarge | undefined {
  const open: { readonly value: unknown; readonly at: Path }[] = [{ value: root, at: [] }];
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, at } = next;
    if (++count > MAX_VALUES)
      return { at: [], message: `has more than ${MAX_VALUES} values`, fix: 'split it, or use fewer aliases' };
    if (at.length > MAX_DEPTH)
      return { at: at.slice(0, 6), message: `is nested more than ${MAX_DEPTH} levels deep`, fix: 'make it flatter' };
    if (isStrange(value))
      return {
        at,
        message: `is ${nameKind(value)} that JSON does not have`,
        fix: 'write a text, a number, true or false',
      };
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value) && value.length > MAX_VALUES) {
      count = MAX_VALUES;
      continue;
    }
    for (const [key, inner] of Object.entries(value))
      open.push({ value: inner, at: [...at, Array.isArray(value) ? Number(key) : key] });
  }
  return undefined;
}

function isStrange(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' || value instanceof Date;
}
