import { RadiantError } from '../../../base/errors.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import { type Features, type Table, toDense } from '../features.ts';
import { takeColumns } from '../preprocess/load-selectors.ts';
import { badAttribute, isObject, itemsOf, toNumberArray } from '../read-attributes.ts';

/** Which columns a transformer gets: positions in the fitted order, or names where that order is not in the file. */
export type Selection =
  | { readonly kind: 'positions'; readonly positions: Int32Array }
  | { readonly kind: 'names'; readonly names: readonly string[] };

export interface FittedColumns {
  readonly names: readonly string[] | undefined;
  readonly count: number | undefined;
}

/** Reads a column specification of scikit-learn: name(s), position(s), negative ones too, a slice, or a mask. */
export function readSelection(
  object: DescribedObject,
  path: string,
  value: Described,
  fitted: FittedColumns,
): Selection {
  const items = specificationItems(value);
  if (isObject(value) && value.name === 'slice') return readSlice(object, path, value, fitted);
  if (items === undefined) throw badAttribute(object, path, 'want column names, positions, a slice or a mask');
  if (items.length > 0 && items.every((item) => typeof item === 'string'))
    return byName(object, path, items as string[], fitted);
  if (items.length > 0 && items.every((item) => typeof item === 'boolean')) {
    return { kind: 'positions', positions: Int32Array.from([...items.keys()].filter((c) => items[c] === true)) };
  }
  return toPositions(
    object,
    path,
    items.map((item) => toNumberArray(item)?.data[0] ?? Number.NaN),
    fitted,
  );
}

/** A list, tuple, array, single value, pandas Index, or scikit-learn's list class of remaining columns. */
function specificationItems(value: Described): readonly Described[] | undefined {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (isObject(value)) {
    const inner = value.state.get('data') ?? [...value.entries.values()][0];
    if (value.name === '_RemainderColsList') return itemsOf(inner);
    return indexItems(value);
  }
  const items = itemsOf(value);
  if (items !== undefined) return items;
  const array = toNumberArray(value);
  const isMask = typeof value === 'object' && value !== null && 'dtype' in value && value.dtype.kind === 'b';
  return array === undefined ? undefined : Array.from(array.data, (item) => (isMask ? item !== 0 : item));
}

/** pandas pickles an Index as `_new_Index(class, {data: array, name})`. */
function indexItems(value: DescribedObject): readonly Described[] | undefined {
  const options = value.args.find(
    (arg) => typeof arg === 'object' && arg !== null && 'kind' in arg && arg.kind === 'dict',
  );
  return options !== undefined && typeof options === 'object' && options !== null && 'entries' in options
    ? itemsOf(options.entries.get('data'))
    : undefined;
}

function byName(object: DescribedObject, path: string, names: readonly string[], fitted: FittedColumns): Selection {
  if (fitted.names === undefined) return { kind: 'names', names };
  const known = fitted.names;
  return toPositions(
    object,
    path,
    names.map((name) => (known.includes(name) ? known.indexOf(name) : Number.NaN)),
    fitted,
  );
}

function toPositions(
  object: DescribedObject,
  path: string,
  given: readonly number[],
  { count }: FittedColumns,
): Selection {
  const positions = given.map((position) => (position < 0 && count !== undefined ? position + count : position));
  for (const position of positions) {
    if (!Number.isInteger(position) || position < 0 || position >= (count ?? 2 ** 31)) {
      throw badAttribute(object, path, `names a column outside the ${count ?? ''} fitted ones`);
    }
  }
  return { kind: 'positions', positions: Int32Array.from(positions) };
}

function readSlice(object: DescribedObject, path: string, slice: DescribedObject, fitted: FittedColumns): Selection {
  const [start = null, stop = null, step = null] = slice.args;
  const every = step === null ? 1 : (toNumberArray(step)?.data[0] ?? 0);
  const { count } = fitted;
  if (every < 1 || !Number.isInteger(every) || (count === undefined && typeof stop !== 'number')) {
    throw badAttribute(object, path, 'has a slice that goes backwards or whose end is not known');
  }
  const total = count ?? (stop as number);
  const from = start === null ? 0 : edgeOf(object, path, start, fitted, total, 0);
  // A slice by names includes its end, one by positions does not.
  const to = stop === null ? total : edgeOf(object, path, stop, fitted, total, 1);
  const positions: number[] = [];
  for (let c = from; c < to; c += every) positions.push(c);
  return { kind: 'positions', positions: Int32Array.from(positions) };
}

function edgeOf(
  object: DescribedObject,
  path: string,
  edge: Described,
  { names }: FittedColumns,
  total: number,
  beyond: number,
): number {
  if (typeof edge === 'string') {
    const at = names?.indexOf(edge) ?? -1;
    if (at < 0) throw badAttribute(object, path, 'has a slice that begins or ends at an unknown column');
    return at + beyond;
  }
  const number = toNumberArray(edge)?.data[0] ?? Number.NaN;
  if (!Number.isInteger(number)) throw badAttribute(object, path, 'has a slice whose edge is no whole number');
  return Math.min(total, Math.max(0, number < 0 ? number + total : number));
}

/** The fitted columns `selection` of features: a table's by name where it has names, else by position. */
export function selectColumns(features: Features, selection: Selection, fitted: FittedColumns): Features {
  if (features.kind === 'table') {
    const columns = tablePositions(features, selection, fitted);
    return { kind: 'table', rows: features.rows, columns: columns.map((c) => features.columns[c]!) };
  }
  if (selection.kind === 'names') {
    throw new RadiantError('INVALID_ARGUMENT', `the model wants columns by name: ${selection.names.join(', ')}`, {
      reason: 'BAD_DTYPE',
    });
  }
  const { positions } = selection;
  if (features.kind === 'texts') return features;
  for (const c of positions) if (c >= features.columns) throw missingColumn(fitted.names?.[c] ?? String(c));
  return takeColumns(features.kind === 'sparse' && !isAscending(positions) ? toDense(features) : features, positions);
}

function isAscending(positions: Int32Array): boolean {
  return positions.every((position, i) => i === 0 || position > positions[i - 1]!);
}

function tablePositions(table: Table, selection: Selection, fitted: FittedColumns): readonly number[] {
  const names = selection.kind === 'names' ? selection.names : fittedNames(selection.positions, fitted, table);
  if (names === undefined) {
    const { positions } = selection as { positions: Int32Array };
    for (const c of positions) if (c >= table.columns.length) throw missingColumn(fitted.names?.[c] ?? String(c));
    return Array.from(positions);
  }
  return names.map((name) => {
    const at = table.columns.findIndex((column) => column.name === name);
    if (at < 0) throw missingColumn(name);
    return at;
  });
}

/** Names of the positions, where both the model and the table have names. */
function fittedNames(positions: Int32Array, fitted: FittedColumns, table: Table): readonly string[] | undefined {
  const { names } = fitted;
  if (names === undefined || table.columns.every(({ name }) => name === undefined)) return undefined;
  return Array.from(positions, (c) => names[c]!);
}

function missingColumn(name: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `column ${name} is missing: the model was fitted with it`, {
    reason: 'MISSING_COLUMN',
  });
}
