import type { Comparison } from './golden-case.ts';
import { JsonNumber, showLenient } from './lenient-json.ts';

const MAX_DIFFERENCES = 8;
const DEFAULT_TOLERANCE = 1e-9;

/** Lists where two lenient JSON values differ; empty when they agree under the comparison's rules. */
export function compareJson(expected: unknown, actual: unknown, rules: Comparison, root = ''): string[] {
  const differences: string[] = [];
  compareAt(expected, actual, root, rules, differences);
  return differences;
}

function compareAt(expected: unknown, actual: unknown, path: string, rules: Comparison, out: string[]): void {
  if (out.length >= MAX_DIFFERENCES || matches(rules.ignore, path)) return;
  const pattern = rules.patterns?.[path];
  if (pattern !== undefined) {
    if (typeof actual !== 'string' || !new RegExp(pattern).test(actual)) {
      out.push(`${path}: ${showLenient(actual)} does not match ${pattern}`);
    }
  } else if (matches(rules.anyText, path)) {
    if (typeof actual !== 'string') out.push(`${path}: want some text, got ${showLenient(actual)}`);
  } else if (rules.nonFinite === 'valid' && expected instanceof JsonNumber && !Number.isFinite(Number(expected.text))) {
    if (!standsFor(Number(expected.text), actual)) out.push(`${path}: ${showLenient(actual)} is not ${expected.text}`);
  } else if (expected instanceof JsonNumber && actual instanceof JsonNumber) {
    if (!isSameNumber(expected.text, actual.text, rules.tolerance)) {
      out.push(`${path}: want ${expected.text} got ${actual.text}`);
    }
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    compareArrays(expected, actual, path, rules, out);
  } else if (expected instanceof Map && actual instanceof Map) {
    compareMaps(expected, actual, path, rules, out);
  } else if (expected !== actual) {
    out.push(`${path || '(body)'}: want ${showLenient(expected)} got ${showLenient(actual)}`);
  }
}

function compareArrays(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  rules: Comparison,
  out: string[],
): void {
  if (expected.length !== actual.length) {
    out.push(`${path}: want ${expected.length} items got ${actual.length}: ${showLenient(actual)}`);
    return;
  }
  const inOrder = (items: readonly unknown[]): readonly unknown[] =>
    matches(rules.unordered, path) ? [...items].sort((a, b) => (showLenient(a) < showLenient(b) ? -1 : 1)) : items;
  const got = inOrder(actual);
  inOrder(expected).forEach((item, i) => {
    compareAt(item, got[i], path === '' ? String(i) : `${path}.${i}`, rules, out);
  });
}

function compareMaps(
  expected: ReadonlyMap<string, unknown>,
  actual: ReadonlyMap<string, unknown>,
  path: string,
  rules: Comparison,
  out: string[],
): void {
  for (const key of new Set([...expected.keys(), ...actual.keys()])) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (matches(rules.ignore, inner)) continue;
    if (!expected.has(key)) out.push(`${inner}: extra ${showLenient(actual.get(key))}`);
    else if (!actual.has(key)) out.push(`${inner}: missing, want ${showLenient(expected.get(key))}`);
    else compareAt(expected.get(key), actual.get(key), inner, rules, out);
  }
}

/** Integers exactly (also beyond 2^53), other numbers to a tolerance that is relative above 1; 1 equals 1.0. */
export function isSameNumber(expected: string, actual: string, tolerance = DEFAULT_TOLERANCE): boolean {
  if (expected === actual) return true;
  if (/^-?\d+$/.test(expected) && /^-?\d+$/.test(actual)) return BigInt(expected) === BigInt(actual);
  const a = Number(expected);
  const b = Number(actual);
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

function matches(patterns: readonly string[] | undefined, path: string): boolean {
  return (patterns ?? []).some((pattern) => {
    const wanted = pattern.split('.');
    const given = path.split('.');
    return wanted.length === given.length && wanted.every((part, i) => part === '*' || part === given[i]);
  });
}

function standsFor(value: number, actual: unknown): boolean {
  if (actual instanceof JsonNumber) return Object.is(Number(actual.text), value);
  return actual === String(value) || (Number.isNaN(value) && actual === null);
}
