import { RadiantError } from '../../base/errors.ts';
import type { Cell, Features, Texts } from './features.ts';

/** The features as one text per row: texts, or a table of one column. Throws INVALID_ARGUMENT for numbers and missing texts. */
export function toTexts(features: Features): Texts {
  if (features.kind === 'texts') return features;
  if (features.kind !== 'table' || features.columns.length !== 1) {
    throw new RadiantError('INVALID_ARGUMENT', 'the model wants one text a row', { reason: 'BAD_DTYPE' });
  }
  const values = Array.from(features.columns[0]!.values as readonly Cell[], (cell, row) => {
    if (typeof cell === 'string') return cell;
    const what = cell === null || Number.isNaN(cell) ? 'nothing' : 'something else';
    throw new RadiantError('INVALID_ARGUMENT', `row ${row}: the model wants a text, but ${what} was given`, {
      reason: 'BAD_DTYPE',
    });
  });
  return { kind: 'texts', rows: features.rows, values };
}
