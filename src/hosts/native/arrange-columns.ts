import type { JsonValue } from '../../payload/index.ts';
import { badInput, listNames } from './bad-input.ts';

/** Names that Seldon makes up for columns without any. */
const MADE_UP = /^t:\d+$/;

/** The caller's column names; undefined when there are none that mean anything. Throws when they do not fit the columns. */
export function readNames(names: JsonValue, columnCount: number): readonly string[] | undefined {
  if (!Array.isArray(names) || names.length === 0) return undefined;
  if (!names.every((name) => typeof name === 'string')) throw badInput('names must be a list of texts');
  if (names.every((name) => MADE_UP.test(name))) return undefined;
  if (names.length !== columnCount) {
    throw badInput(`names has ${names.length} entries, but the data has ${columnCount} columns`);
  }
  return names;
}

/**
 * Where the model's columns stand in the data: entry i is the position of the i-th. Undefined when they are in order
 * already. Throws INVALID_ARGUMENT naming what is missing and what is not known, unless the model does not look at others.
 */
export function arrangeColumns(
  given: readonly string[],
  wanted: readonly string[],
  ignoresOthers = false,
): Int32Array | undefined {
  if (given.length === wanted.length && given.every((name, i) => name === wanted[i])) return undefined;
  const positions = new Map(given.map((name, i) => [name, i]));
  const known = new Set(wanted);
  const missing = wanted.filter((name) => !positions.has(name));
  // Where a column is missing, one that nobody knows may be the same under another name.
  const extra = ignoresOthers && missing.length === 0 ? [] : given.filter((name) => !known.has(name));
  const twice = positions.size < given.length ? given.filter((name, i) => positions.get(name) !== i) : [];
  const problems = [
    ...(missing.length > 0 ? [`missing ${listNames(missing)}`] : []),
    ...(extra.length > 0 ? [`not known ${listNames(extra)}`] : []),
    ...(twice.length > 0 ? [`given twice ${listNames(twice)}`] : []),
  ];
  if (problems.length > 0) {
    throw badInput(`the columns do not fit the model: ${problems.join('; ')}; it was fitted with ${listNames(wanted)}`);
  }
  return Int32Array.from(wanted, (name) => positions.get(name)!);
}
