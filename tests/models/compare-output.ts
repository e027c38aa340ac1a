import type { Tensor } from '../../src/payload/index.ts';
import type { RecordedOutput, Tolerance } from './golden-model.ts';
import { toNumber } from './to-features.ts';

const MAX_PROBLEMS = 4;

/** Lists where an output leaves the recorded one's tolerance; `skipRows` are rows whose label hangs on the last bits. */
export function compareOutput(
  got: Tensor | readonly Tensor[] | undefined,
  want: RecordedOutput,
  tolerance: Tolerance,
  skipRows: readonly number[] = [],
): string[] {
  if ('class' in want) return [];
  if (got === undefined) return ['the estimator has no such method'];
  if ('list' in want || 'tuple' in want) {
    const wanted = 'list' in want ? want.list : want.tuple;
    const parts = got as readonly Tensor[];
    if (!Array.isArray(got) || parts.length !== wanted.length) return [`want ${wanted.length} outputs`];
    return wanted.flatMap((one, i) =>
      compareOutput(parts[i], one, tolerance, skipRows).map((text) => `output ${i}: ${text}`),
    );
  }
  if (Array.isArray(got)) return ['want one output, got several'];
  return compareTensor(got as Tensor, want, tolerance, skipRows);
}

function compareTensor(
  got: Tensor,
  want: { readonly dtype: string; readonly shape: readonly number[]; readonly values: readonly unknown[] },
  tolerance: Tolerance,
  skipRows: readonly number[],
): string[] {
  if (got.shape.join() !== want.shape.join()) return [`shape: want [${want.shape}] got [${got.shape}]`];
  const problems: string[] = [];
  const wanted = want.values.flat(Number.POSITIVE_INFINITY) as unknown[];
  const perRow = want.shape.length > 1 ? want.shape.slice(1).reduce((a, b) => a * b, 1) : 1;
  for (let i = 0; i < wanted.length && problems.length < MAX_PROBLEMS; i++) {
    if (skipRows.includes(Math.floor(i / perRow))) continue;
    const value: unknown = got.data[i];
    if (!isWithin(value, wanted[i], tolerance)) {
      problems.push(`row ${Math.floor(i / perRow)} (${i}): want ${String(wanted[i])} got ${String(value)}`);
    }
  }
  return problems;
}

function isWithin(got: unknown, want: unknown, tolerance: Tolerance): boolean {
  if (typeof want === 'boolean') return Boolean(got) === want;
  if (want === null) return got === null || Number.isNaN(got);
  if (typeof want === 'string' && !['NaN', 'Infinity', '-Infinity'].includes(want)) return got === want;
  if (typeof got === 'bigint' || typeof got === 'number') {
    const a = Number(got);
    const b = toNumber(want);
    if (Object.is(a, b) || a === b) return tolerance.kind !== 'bits' || Object.is(a, b);
    if (tolerance.kind !== 'close') return false;
    return Math.abs(a - b) <= (tolerance.atol ?? 0) + (tolerance.rtol ?? 0) * Math.abs(b);
  }
  return got === want;
}
