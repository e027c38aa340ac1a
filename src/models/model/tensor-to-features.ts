import { RadiantError } from '../../base/errors.ts';
import { asFloat64, type Tensor } from '../../payload/index.ts';
import type { InputContract } from '../estimators/estimator.ts';
import { type Cell, type Column, createDense, type Features } from '../estimators/features.ts';
import { describeRefused } from '../estimators/find-refused.ts';

/**
 * Brings a tensor into the form that an estimator takes: numbers (rows, features), cells of unlike types (rows, columns),
 * or for text models one text a row, (rows,) or (rows, 1). Throws INVALID_ARGUMENT naming what was wanted.
 */
export function tensorToFeatures(tensor: Tensor, input: InputContract): Features {
  if (input.kind === 'text') return toTexts(tensor);
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw badInput('BAD_SHAPE', `the input has shape [${tensor.shape.join(', ')}], want [rows, features]`);
  }
  const count = input.featureCount ?? input.featureNames?.length;
  if (count !== undefined && columns !== count) {
    throw badInput('BAD_SHAPE', `feature count is ${columns}, the model was fitted with ${count}`);
  }
  const hasCells = tensor.dtype === 'string' || tensor.dtype === 'json';
  if (!hasCells && input.kind === 'number') return createDense(rows, columns, checked(tensor, columns, input));
  const cells = hasCells ? (tensor.data as readonly unknown[]).map(toCell) : checked(tensor, columns, input);
  return { kind: 'table', rows, columns: splitColumns(cells, rows, columns, input.featureNames) };
}

function toTexts(tensor: Tensor): Features {
  const { shape } = tensor;
  if (shape.length === 0 || shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    throw badInput('BAD_SHAPE', `the input has shape [${shape.join(', ')}], want [rows]: one text a row`);
  }
  const values = Array.from(tensor.data as ArrayLike<unknown>);
  if (!values.every((value) => typeof value === 'string')) {
    throw badInput('BAD_DTYPE', `the model wants texts, but the input is ${tensor.dtype}`);
  }
  return { kind: 'texts', rows: values.length, values };
}

/** The numbers, refused where NaN or infinity is an error in the original library. */
function checked(tensor: Tensor, columns: number, input: InputContract): Float64Array {
  const data = asFloat64(tensor);
  const refused = describeRefused(data, columns, input);
  if (refused !== undefined) throw badInput('BAD_VALUE', refused);
  return data;
}

function splitColumns(
  cells: Float64Array | readonly Cell[],
  rows: number,
  columns: number,
  names: readonly string[] | undefined,
): Column[] {
  return Array.from({ length: columns }, (_, c) => {
    const values = Array.from({ length: rows }, (_, r) => cells[r * columns + c]!);
    const isNumeric = values.every((value) => typeof value === 'number');
    return { name: names?.[c], values: isNumeric ? Float64Array.from(values) : values };
  });
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return value as Cell;
  throw badInput('BAD_DTYPE', 'a cell holds neither text nor a number nor true, false or null');
}

function badInput(reason: string, message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason });
}
