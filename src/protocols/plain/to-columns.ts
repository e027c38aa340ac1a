import {
  createTensor,
  type JsonText,
  type JsonValue,
  type NamedTensor,
  type Outcome,
  type Tensor,
} from '../../payload/index.ts';
import { readColumn } from './read-column.ts';
import { joinList, listItems, objectMembers, readRecords } from './read-records.ts';

export interface Columns {
  /** Each of shape (rows). */
  readonly tensors: readonly NamedTensor[];
  readonly rows: number;
  /** False: the names are only positions. */
  readonly hasNames: boolean;
}

/** An answer as columns. Undefined when it is no table: more than two dimensions, unlike lengths, or no array at all. */
export function toColumns({ payload, names }: Outcome): Columns | undefined {
  switch (payload.kind) {
    case 'tensor':
      return fromTensor(payload.tensor, names);
    case 'tensors':
      return fromTensors(payload.tensors, names);
    case 'list':
    case 'json':
      return fromJson(payload.json, names);
    default:
      return undefined;
  }
}

/** Rows, records, an object of columns, or one column. */
function fromJson(json: JsonText, names: JsonValue | undefined): Columns | undefined {
  try {
    const members = objectMembers(json);
    if (members !== undefined) return fromTensors(readMembers(members), undefined);
    const items = listItems(json);
    if (items === undefined) return undefined;
    const [first] = items;
    if (first !== undefined && objectMembers(first) !== undefined) {
      return fromTensors(readRecords(items, 'the answer').tensors, undefined);
    }
    const rows = items.map(listItems);
    const width = rows[0]?.length;
    if (width === undefined || rows.some((row) => row?.length !== width))
      return fromTensor(readColumn(json, 'the answer'), names);
    const given = Array.isArray(names) && names.length === width ? names.map(String) : undefined;
    const tensors = Array.from({ length: width }, (_, c) => ({
      name: given?.[c] ?? `t:${c}`,
      tensor: readColumn(joinList(rows.map((row) => row![c]!)), 'the answer'),
    }));
    const columns = fromTensors(tensors, undefined);
    return columns === undefined ? undefined : { ...columns, hasNames: given !== undefined };
  } catch {
    // What is no table is told by the answer in JSON that takes its place.
    return undefined;
  }
}

function readMembers(members: ReadonlyMap<string, JsonText>): readonly NamedTensor[] {
  return Array.from(members, ([name, json]) => ({ name, tensor: readColumn(json, name) }));
}

function fromTensors(tensors: readonly NamedTensor[], names: JsonValue | undefined): Columns | undefined {
  const [first] = tensors;
  if (first !== undefined && tensors.length === 1 && first.tensor.shape.length === 2)
    return fromTensor(first.tensor, names);
  const rows = first?.tensor.shape[0];
  if (rows === undefined) return undefined;
  const isColumn = ({ tensor: { shape } }: NamedTensor): boolean =>
    shape[0] === rows && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
  if (!tensors.every(isColumn)) return undefined;
  return { tensors: tensors.map(({ name, tensor }) => ({ name, tensor: column(tensor, 0, 1) })), rows, hasNames: true };
}

function fromTensor(tensor: Tensor, names: JsonValue | undefined): Columns | undefined {
  const { shape } = tensor;
  const [rows, width = 1] = shape;
  if (rows === undefined || shape.length > 2) return undefined;
  const given = Array.isArray(names) && names.length === width ? names.map(String) : undefined;
  const tensors = Array.from({ length: width }, (_, c) => ({
    name: given?.[c] ?? `t:${c}`,
    tensor: column(tensor, c, width),
  }));
  return { tensors, rows, hasNames: given !== undefined };
}

function column(tensor: Tensor, c: number, width: number): Tensor {
  const { dtype, data } = tensor;
  const rows = width === 0 ? 0 : data.length / width;
  if (width === 1) return createTensor(dtype, [rows], data as never);
  if (dtype === 'string' || dtype === 'bytes' || dtype === 'json') {
    return createTensor(dtype, [rows], Array.from({ length: rows }, (_, row) => data[row * width + c]) as never);
  }
  const values = data.slice(0, rows) as Float64Array;
  for (let row = 0; row < rows; row++) values[row] = data[row * width + c] as number;
  return createTensor(dtype, [rows], values as never);
}
