import {
  type Column,
  createDense,
  type Cell as FeatureCell,
  type Features,
} from '../../src/models/estimators/features.ts';
import type { Cell, ModelInputs } from './golden-model.ts';

/** Brings recorded inputs into the form that estimators take. "NaN" and the infinities are written as text there. */
export function toFeatures(inputs: ModelInputs): Features {
  switch (inputs.kind) {
    case 'text':
      return { kind: 'texts', rows: inputs.texts.length, values: inputs.texts };
    case 'array': {
      const [rows = 0, columns = 1] = inputs.shape;
      const data = new Float64Array(rows * columns);
      inputs.rows.forEach((row, r) => {
        row.forEach((cell, c) => {
          data[r * columns + c] = toNumber(cell);
        });
      });
      return createDense(rows, columns, data);
    }
    case 'object':
      return toTable(
        inputs.rows,
        (inputs.rows[0] ?? []).map(() => ({ name: undefined, isNumber: false })),
      );
    case 'frame':
      return toTable(
        inputs.rows,
        inputs.columns.map(({ name, dtype }) => ({ name, isNumber: /^(float|int|uint)/i.test(dtype) })),
      );
  }
}

function toTable(
  rows: readonly (readonly Cell[])[],
  columns: readonly { readonly name: string | undefined; readonly isNumber: boolean }[],
): Features {
  const made = columns.map(({ name, isNumber }, c): Column => {
    const cells = rows.map((row) => row[c] ?? null);
    return { name, values: isNumber ? Float64Array.from(cells, toNumber) : cells.map(special) };
  });
  return { kind: 'table', rows: rows.length, columns: made };
}

function special(cell: Cell): FeatureCell {
  return cell === 'NaN' ? Number.NaN : cell;
}

/** Number('NaN'), Number('Infinity') and Number('-Infinity') are what they say. */
export function toNumber(cell: unknown): number {
  return cell === null ? Number.NaN : Number(cell);
}
