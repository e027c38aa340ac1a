import type { Described, DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { type Features, type SparseMatrix, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, hasAttribute, readBoolean, readItems, readText, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { type Categories, encodeColumn, exampleOf, readCategories, unknownCategory } from './categories.ts';
import { type Grouping, readGroupings } from './infrequent.ts';

/** One input column: code -> output column, or -1 where the category is dropped. */
interface HotColumn {
  readonly categories: Categories;
  readonly targets: Int32Array;
  /** Output column of an unknown category; -1 for none. */
  readonly unknown: number;
  readonly names: readonly string[];
}

/** OneHotEncoder: a 0/1 column per category, sparse or dense, with dropped, unknown and infrequent categories. */
export function loadOneHotEncoder(object: DescribedObject, context: LoadContext): Estimator {
  if (hasAttribute(object, '_legacy_mode') && readBoolean(object, '_legacy_mode')) {
    throw badAttribute(object, '_legacy_mode', 'is True: files of the encoder of scikit-learn 0.19 are not read');
  }
  const categories = readCategories(object);
  const groupings = readGroupings(object, categories);
  const dropped = readDropped(object, categories, groupings);
  const handling = readText(object, 'handle_unknown', 'error');
  // 1.6 and 1.7 forgot to map unknown categories to the infrequent ones where they warn.
  const isIgnored = handling === 'ignore' || (handling === 'warn' && isBefore(context.version, [1, 8]));
  const { columns, width } = layOut(categories, groupings, dropped, !isIgnored);
  const isSparse = readBoolean(object, hasAttribute(object, 'sparse_output') ? 'sparse_output' : 'sparse', true);
  const isNumeric = categories.every((column) => column.isNumeric);
  const input = readInputContract(object, {
    kind: isNumeric ? 'number' : 'table',
    featureCount: categories.length,
    source: 'categories_',
    exampleRow: exampleOf(categories),
    allowsNaN: true,
  });
  return createTransformer({
    name: object.name,
    input,
    outputCount: width,
    nameOutputs: (names) => columns.flatMap((column, c) => column.names.map((category) => `${names[c]}_${category}`)),
    transform(features) {
      const hot = encode(
        features.kind === 'sparse' ? toDense(features) : features,
        columns,
        width,
        handling === 'error',
      );
      return isSparse ? hot : toDense(hot);
    },
  });
}

function encode(features: Features, columns: readonly HotColumn[], width: number, isStrict: boolean): SparseMatrix {
  const { rows } = features;
  const hot = new Int32Array(rows * columns.length);
  const codes = new Int32Array(rows);
  columns.forEach((column, c) => {
    encodeColumn(features, c, column.categories, codes);
    for (let row = 0; row < rows; row++) {
      const code = codes[row]!;
      if (code < 0 && isStrict) throw unknownCategory(features, row, c);
      hot[row * columns.length + c] = code < 0 ? column.unknown : column.targets[code]!;
    }
  });
  return toHotRows(hot, rows, columns.length, width);
}

/** `hot`: the output columns of each row, ascending, -1 for none. */
function toHotRows(hot: Int32Array, rows: number, perRow: number, width: number): SparseMatrix {
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(hot.length);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let at = row * perRow; at < (row + 1) * perRow; at++) if (hot[at]! >= 0) indices[count++] = hot[at]!;
    indptr[row + 1] = count;
  }
  const data = new Float64Array(count).fill(1);
  return { kind: 'sparse', rows, columns: width, indptr, indices: indices.subarray(0, count), data };
}

/** The code (after grouping) that each column drops; -1 for none. */
function readDropped(
  object: DescribedObject,
  categories: readonly Categories[],
  groupings: readonly (Grouping | undefined)[],
): readonly number[] {
  const grouped = hasAttribute(object, '_drop_idx_after_grouping');
  if (!grouped && !hasAttribute(object, 'drop_idx_')) return categories.map(() => -1);
  const name = grouped ? '_drop_idx_after_grouping' : 'drop_idx_';
  const array = toNumberArray(object.state.get(name) as Described);
  const items = array === undefined ? readItems(object, name) : Array.from(array.data);
  if (items.length !== categories.length)
    throw badAttribute(object, name, `has ${items.length} entries for ${categories.length} columns`);
  return items.map((item, c) => {
    if (item === null) return -1;
    const index = toNumberArray(item)?.data[0] ?? Number.NaN;
    const count = groupings[c]?.count ?? categories[c]!.count;
    if (!(Number.isInteger(index) && index >= 0 && index < count))
      throw badAttribute(object, name, `drops category ${index} of ${count}`);
    return index;
  });
}

function layOut(
  categories: readonly Categories[],
  groupings: readonly (Grouping | undefined)[],
  dropped: readonly number[],
  isUnknownInfrequent: boolean,
): { readonly columns: readonly HotColumn[]; readonly width: number } {
  let width = 0;
  const columns = categories.map((column, c): HotColumn => {
    const grouping = groupings[c];
    const count = grouping?.count ?? column.count;
    const drop = dropped[c]!;
    const start = width;
    const targetOf = (code: number): number => (code === drop ? -1 : start + code - (drop >= 0 && code > drop ? 1 : 0));
    const targets = Int32Array.from({ length: column.count }, (_, code) => targetOf(grouping?.map[code] ?? code));
    const unknown = grouping !== undefined && isUnknownInfrequent ? targetOf(grouping.map[grouping.member]!) : -1;
    width += count - (drop >= 0 ? 1 : 0);
    return {
      categories: column,
      targets,
      unknown,
      names: nameCodes(column, grouping, count).filter((_, i) => i !== drop),
    };
  });
  return { columns, width };
}

function nameCodes(column: Categories, grouping: Grouping | undefined, count: number): readonly string[] {
  if (grouping === undefined) return column.names;
  const names: string[] = new Array(count).fill('infrequent_sklearn');
  column.names.forEach((name, code) => {
    if (grouping.map[code]! < count - 1) names[grouping.map[code]!] = name;
  });
  return names;
}
