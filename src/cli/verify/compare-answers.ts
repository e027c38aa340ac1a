import type { Tensor } from '../../payload/index.ts';
import type { PythonAnswer } from './ask-python.ts';

export interface Comparison {
  readonly rows: number;
  /** Largest |native - Python| of all numbers. */
  readonly largestDifference: number;
  /** The row where it is. */
  readonly worstRow: number | undefined;
  /** Labels that are not equal, and rows with numbers further apart than the tolerance (1 + |Python|). */
  readonly labelDisagreements: number;
  readonly rowsOutside: number;
  /** Set when the two answers have not even the same shape. */
  readonly problem: string | undefined;
}

/** Compares the answers of both sides value by value. `tolerance` is absolute and relative. */
export function compareAnswers(
  native: readonly Tensor[],
  python: readonly PythonAnswer[],
  tolerance: number,
): Comparison {
  const rows = native[0]?.shape[0] ?? 0;
  const found = { largestDifference: 0, worstRow: undefined as number | undefined, labelDisagreements: 0 };
  const outside = new Set<number>();
  const shapes = (list: readonly { readonly shape: readonly number[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(' ');
  const problem =
    shapes(native) === shapes(python) ? undefined : `native gives ${shapes(native)}, Python gives ${shapes(python)}`;
  if (problem !== undefined) return { rows, ...found, rowsOutside: rows, problem };
  native.forEach(({ dtype, data, shape }, part) => {
    const width = data.length / (shape[0] || 1);
    const isFloat = dtype.startsWith('float');
    for (let i = 0; i < data.length; i++) {
      const row = Math.floor(i / width);
      const want = python[part]!.values[i];
      if (!isFloat || Number.isNaN(toNumber(want)) !== Number.isNaN(Number(data[i]))) {
        if (!isSame(data[i], want, dtype)) {
          found.labelDisagreements++;
          outside.add(row);
        }
        continue;
      }
      const difference = differenceOf(data[i] as number, toNumber(want));
      if (difference > found.largestDifference) Object.assign(found, { largestDifference: difference, worstRow: row });
      if (difference > tolerance * (1 + Math.abs(toNumber(want)))) outside.add(row);
    }
  });
  return { rows, ...found, rowsOutside: outside.size, problem };
}

function differenceOf(got: number, want: number): number {
  return Object.is(got, want) || got === want ? 0 : Math.abs(got - want);
}

function toNumber(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? Number(value)
    : Number.NaN;
}

function isSame(got: unknown, want: unknown, dtype: string): boolean {
  if (dtype === 'bool') return (got === 1) === (want === true || want === 1);
  if (typeof got === 'bigint') return String(got) === String(want);
  return Object.is(got, want) || String(got) === String(want);
}
