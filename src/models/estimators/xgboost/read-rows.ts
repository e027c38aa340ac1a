import { RadiantError } from '../../../base/errors.ts';
import type { ReadRows } from '../../kernels/sum-boosted.ts';
import { type Features, toNumeric } from '../features.ts';

/**
 * Reads rows as XGBoost's data matrix does: rounded to float32; NaN, the `missing` marker and the gaps of a sparse
 * matrix and columns that are not there are missing, which is NaN. Throws INVALID_ARGUMENT for infinity and for numbers beyond float32.
 */
export function createRowReader(features: Features, columns: number, missing: number): ReadRows<Float32Array> {
  const x = toNumeric(features);
  const marker = Math.fround(missing);
  const hasMarker = !Number.isNaN(marker);
  if (x.kind === 'sparse') {
    return (from, rows, target) => {
      target.fill(Number.NaN, 0, rows * columns);
      for (let row = 0; row < rows; row++) {
        for (let at = x.indptr[from + row]!; at < x.indptr[from + row + 1]!; at++) {
          const column = x.indices[at]!;
          if (column < columns) target[row * columns + column] = x.data[at]!;
        }
      }
      finishRows(target, rows, columns, hasMarker, marker);
    };
  }
  const { data, columns: given } = x;
  const shared = Math.min(given, columns);
  return (from, rows, target) => {
    for (let row = 0; row < rows; row++) {
      const source = (from + row) * given;
      const to = row * columns;
      for (let c = 0; c < shared; c++) target[to + c] = data[source + c]!;
      for (let c = shared; c < columns; c++) target[to + c] = Number.NaN;
    }
    finishRows(target, rows, columns, hasMarker, marker);
  };
}

function finishRows(target: Float32Array, rows: number, columns: number, hasMarker: boolean, marker: number): void {
  for (let i = 0; i < rows * columns; i++) {
    const value = target[i]!;
    if (hasMarker && value === marker) target[i] = Number.NaN;
    else if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) throw tooLarge(i % columns);
  }
}

function tooLarge(column: number): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `column ${column} holds infinity or a number beyond float32, which XGBoost refuses`,
    { reason: 'NOT_FINITE' },
  );
}
