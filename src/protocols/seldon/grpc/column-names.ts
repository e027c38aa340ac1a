import type { JsonValue } from '../../../payload/index.ts';
import { badAnswer } from '../bad-data.ts';

const NO_NAMES: readonly string[] = [];

/** The component's own names of columns, which an answer has from two dimensions on; undefined for t:0, t:1, ... */
export function columnNames(shape: readonly number[], given: JsonValue | undefined): readonly string[] | undefined {
  if (shape.length < 2) return NO_NAMES;
  if (given === undefined) return undefined;
  // Python hands a text on letter by letter when a list of texts is wanted.
  const names = typeof given === 'string' ? Array.from(given) : given;
  if (!Array.isArray(names)) throw badAnswer('class_names must be a list of texts');
  return (names as readonly JsonValue[]).map(nameOf);
}

/** t:0, t:1, ... along the second dimension. */
export function defaultNames(shape: readonly number[]): readonly string[] {
  const count = shape[1] ?? 0;
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push(`t:${i}`);
  return names;
}

function nameOf(name: JsonValue): string {
  if (typeof name === 'string') return name;
  if (typeof name === 'number' || typeof name === 'bigint') return String(name);
  throw badAnswer(`class_names must be a list of texts, but has ${name === null ? 'null' : `a ${typeof name}`} in it`);
}
