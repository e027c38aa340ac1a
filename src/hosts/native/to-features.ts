import {
  type Cell,
  type Column,
  createDense,
  describeRefused,
  type Features,
  type InputContract,
} from '../../models/index.ts';
import { asFloat64, type Input, type JsonValue } from '../../payload/index.ts';
import { arrangeColumns, readNames } from './arrange-columns.ts';
import { badInput } from './bad-input.ts';
import { type CellGrid, readCells, wrongDimensions } from './read-cells.ts';

/** What the model gets for a request, checked against what it was fitted with. Throws INVALID_ARGUMENT naming what is wrong. */
export function toFeatures(input: Input, contract: InputContract): Features {
  switch (contract.kind) {
    case 'number':
      return toMatrix(input, contract);
    case 'table':
      return toTable(readCells(input.payload), input.names, contract);
    case 'text':
      return toTexts(readCells(input.payload));
  }
}

function toMatrix({ payload, names }: Input, contract: InputContract): Features {
  let shape: readonly number[];
  let data: Float64Array;
  if (payload.kind === 'tensor' && isFlatNumbers(payload.tensor.dtype)) {
    shape = payload.tensor.shape;
    data = asFloat64(payload.tensor);
  } else {
    const grid = readCells(payload);
    shape = grid.shape;
    data = toNumbers(grid);
  }
  if (shape.length !== 2) throw wrongDimensions(shape.length);
  const rows = shape[0]!;
  const columns = shape[1]!;
  const order = checkColumns(rows, columns, names, contract).order;
  const dense = order === undefined ? createDense(rows, columns, data) : pick(data, rows, columns, order);
  const refused = describeRefused(dense.data, dense.columns, contract);
  if (refused !== undefined) throw badInput(refused);
  return dense;
}

function isFlatNumbers(dtype: string): boolean {
  return dtype !== 'string' && dtype !== 'json' && dtype !== 'bytes';
}

function toNumbers({ shape, cells }: CellGrid): Float64Array {
  const columns = shape[1] ?? 1;
  const data = new Float64Array(cells.length);
  for (let i = 0; i < data.length; i++) {
    const cell = cells[i]!;
    if (typeof cell === 'string') throw badInput(`${place(i, columns)}: the model wants a number, but text was given`);
    data[i] = cell === null ? Number.NaN : Number(cell);
  }
  return data;
}

/** Checks the size of the data and gives the names of the columns and where the model's columns stand in it. */
function checkColumns(rows: number, columns: number, names: JsonValue, contract: InputContract) {
  const { featureCount, featureNames } = contract;
  if (rows === 0) throw badInput('the data has no rows');
  const given = readNames(names, columns);
  if (given !== undefined && featureNames !== undefined) {
    return { order: arrangeColumns(given, featureNames, contract.ignoresOthers), names: featureNames };
  }
  if (featureCount !== undefined && columns !== featureCount) {
    throw badInput(`feature count is ${columns}, the model was fitted with ${featureCount}`);
  }
  return { order: undefined, names: given ?? featureNames };
}

function pick(data: Float64Array, rows: number, columns: number, order: Int32Array) {
  const dense = createDense(rows, order.length);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < order.length; c++) dense.data[row * order.length + c] = data[row * columns + order[c]!]!;
  }
  return dense;
}

function place(index: number, columns: number): string {
  return `row ${Math.floor(index / columns)}, column ${index % columns}`;
}

function toTable({ shape, cells }: CellGrid, names: JsonValue, contract: InputContract): Features {
  if (shape.length !== 2) throw wrongDimensions(shape.length);
  const [rows = 0, width = 0] = shape;
  const checked = checkColumns(rows, width, names, contract);
  const columns: Column[] = [];
  for (let c = 0; c < (checked.order?.length ?? width); c++) {
    const from = checked.order?.[c] ?? c;
    const values: Cell[] = [];
    for (let row = 0; row < rows; row++) values.push(cells[row * width + from]!);
    columns.push({ name: checked.names?.[c], values: toColumn(values, c, checked.names?.[c], contract) });
  }
  return { kind: 'table', rows, columns };
}

/** Plain numbers become a number column, in which a missing value is NaN. */
function toColumn(values: readonly Cell[], c: number, name: string | undefined, contract: InputContract) {
  const { allowsNaN, allowsInfinity } = contract;
  const isNumeric = values.some((cell) => typeof cell === 'number') && values.every(isNumberOrMissing);
  if (!allowsNaN || !allowsInfinity) {
    values.forEach((cell, row) => {
      const isMissing = cell === null || Number.isNaN(cell);
      const isInfinite = cell === Number.POSITIVE_INFINITY || cell === Number.NEGATIVE_INFINITY;
      if ((!isMissing || allowsNaN) && (!isInfinite || allowsInfinity)) return;
      const column = name === undefined ? String(c) : JSON.stringify(name);
      const what = isMissing ? 'missing (NaN or null)' : 'infinite';
      throw badInput(`row ${row}, column ${column}: the value is ${what}, which the model does not take`);
    });
  }
  return isNumeric ? Float64Array.from(values, (cell) => (cell === null ? Number.NaN : Number(cell))) : values;
}

function isNumberOrMissing(cell: Cell): boolean {
  return typeof cell === 'number' || typeof cell === 'bigint' || cell === null;
}

/** Texts in a list, or in a single column. */
function toTexts({ shape, cells }: CellGrid): Features {
  if (shape[0] === 0) throw badInput('the data has no rows');
  if (shape.length === 2 && shape[1] !== 1) {
    throw badInput(`feature count is ${shape[1]}, but the model takes one text a row, such as ["some text"]`);
  }
  cells.forEach((cell, row) => {
    if (typeof cell !== 'string') throw badInput(`row ${row}: the model wants a text, but ${describe(cell)} was given`);
  });
  return { kind: 'texts', rows: cells.length, values: cells as readonly string[] };
}

function describe(cell: Cell): string {
  return cell === null ? 'null' : `a ${typeof cell === 'boolean' ? 'truth value' : 'number'}`;
}
