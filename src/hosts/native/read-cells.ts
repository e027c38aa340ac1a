import type { Cell } from '../../models/index.ts';
import { type JsonValue, type Payload, parseJson, type Tensor } from '../../payload/index.ts';
import { badInput } from './bad-input.ts';

/** Values of a request in row-major order, before it is known what the model makes of them. */
export interface CellGrid {
  /** Of length 1 or 2. */
  readonly shape: readonly number[];
  readonly cells: readonly Cell[];
}

/** The values of any payload that can hold rows. Throws INVALID_ARGUMENT for other kinds. */
export function readCells(payload: Payload): CellGrid {
  switch (payload.kind) {
    case 'tensor':
      return fromTensor(payload.tensor);
    case 'list':
    case 'json':
      return fromRows(parseJson(payload.json.utf8));
    case 'string':
      return { shape: [1], cells: [payload.value] };
    case 'tensors': {
      const shapes = payload.tensors.map(({ name, tensor }) => `${name} [${tensor.shape.join(', ')}]`).slice(0, 10);
      throw badInput(
        `the model wants one table: its columns must have the shape [n] or [n, 1] with the same n, but they are ${shapes.join(', ')}`,
      );
    }
    default:
      throw badInput(`the model wants rows of values (data.ndarray or data.tensor), but ${payload.kind} was given`);
  }
}

function fromTensor({ dtype, shape, data }: Tensor): CellGrid {
  if (shape.length !== 1 && shape.length !== 2) throw wrongDimensions(shape.length);
  if (dtype === 'bytes') throw badInput('the model wants numbers or texts, but bytes were given');
  const cells = dtype === 'bool' ? Array.from(data, Boolean) : Array.from(data as readonly JsonValue[], toCell);
  return { shape, cells };
}

function fromRows(value: JsonValue): CellGrid {
  if (!Array.isArray(value)) throw badInput('the model wants a list of rows, such as [[1, 2]]');
  if (value.length > 0 && !value.some(Array.isArray)) return { shape: [value.length], cells: value.map(toCell) };
  const width = Array.isArray(value[0]) ? value[0].length : 0;
  const cells: Cell[] = [];
  value.forEach((row: JsonValue, r: number) => {
    if (!Array.isArray(row) || row.length !== width) {
      throw badInput(`row ${r} has ${Array.isArray(row) ? row.length : 'no'} values, but row 0 has ${width}`);
    }
    for (const cell of row) cells.push(toCell(cell));
  });
  return { shape: [value.length, width], cells };
}

function toCell(value: JsonValue): Cell {
  if (typeof value === 'object' && value !== null) {
    throw badInput('the model wants rows of single values: a list or an object stands where a value must be');
  }
  return value;
}

export function wrongDimensions(count: number): Error {
  return badInput(
    count === 1
      ? 'the data is one row without brackets: send a list of rows, such as [[1, 2]]'
      : `the model wants rows and columns (2 dimensions), but the data has ${count}`,
  );
}
