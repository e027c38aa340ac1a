import type { DescribedObject } from '../../formats/described.ts';
import type { Cell } from '../features.ts';
import { badAttribute, toNumberArray } from '../read-attributes.ts';

/** What counts as missing (`missing_values`). */
export interface MissingTest {
  /** True when NaN is the mark, so that NaN is a sound input. */
  readonly isNaN: boolean;
  isMissingNumber(value: number): boolean;
  isMissing(cell: Cell): boolean;
}

/** Reads missing_values: NaN (default), None, pandas' NA, a number or a text. A null cell counts as NaN and as None. */
export function readMissingTest(object: DescribedObject): MissingTest {
  const mark = object.state.get('missing_values');
  if (mark === null || (typeof mark === 'object' && 'name' in mark && mark.name === 'NAType') || mark === 'NaN') {
    return { isNaN: true, isMissingNumber: (value) => Number.isNaN(value), isMissing: isNothing };
  }
  if (typeof mark === 'string') {
    return { isNaN: false, isMissingNumber: () => false, isMissing: (cell) => cell === mark };
  }
  const number = mark === undefined ? Number.NaN : toNumberArray(mark)?.data[0];
  if (number === undefined) throw badAttribute(object, 'missing_values', 'want a number, a text or None');
  if (Number.isNaN(number)) {
    return { isNaN: true, isMissingNumber: (value) => Number.isNaN(value), isMissing: isNothing };
  }
  return {
    isNaN: false,
    isMissingNumber: (value) => value === number,
    isMissing: (cell) => cell !== null && typeof cell !== 'string' && Number(cell) === number,
  };
}

function isNothing(cell: Cell): boolean {
  return cell === null || (typeof cell === 'number' && Number.isNaN(cell));
}
