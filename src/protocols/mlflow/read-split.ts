import { type JsonText, type JsonValue, parseJson } from '../../payload/index.ts';
import { badBody, joinList, listItems, objectMembers, type PlainBody, readColumn } from '../plain/index.ts';

const MAX_VALUES = 4_000_000;

/**
 * A data frame as `{"columns": [...], "index": [...], "data": [[...], ...]}`; the index is not looked at. Each column has a type of its
 * own. Throws INVALID_ARGUMENT when rows and columns do not fit.
 */
export function readSplit(json: JsonText): PlainBody {
  const members = objectMembers(json);
  const data = members?.get('data');
  const items = data === undefined ? undefined : listItems(data);
  if (items === undefined) {
    throw badBody('dataframe_split must be an object with a list data, one entry a row, and optional columns');
  }
  const rows = items.map((item) => listItems(item) ?? [item]);
  const names = readNames(members?.get('columns'));
  const width = names?.length ?? rows[0]?.length ?? 0;
  if (rows.length * width > MAX_VALUES)
    throw badBody(`dataframe_split has more than ${MAX_VALUES} values: send fewer rows at once`);
  rows.forEach((row, r) => {
    if (row.length !== width)
      throw badBody(`dataframe_split: data[${r}] has ${row.length} values, but there are ${width} columns`);
  });
  const tensors = Array.from({ length: width }, (_, c) => ({
    name: names?.[c] ?? String(c),
    tensor: readColumn(joinList(rows.map((row) => row[c]!)), `dataframe_split: column ${names?.[c] ?? c}`),
  }));
  return { tensors, isTable: true, hasNames: names !== undefined };
}

/** Names may be numbers, as pandas has them. */
function readNames(json: JsonText | undefined): readonly string[] | undefined {
  const names = json === undefined ? null : parseJson(json.utf8);
  if (names === null) return undefined;
  if (!Array.isArray(names)) throw badBody('dataframe_split: columns must be a list of names');
  const texts = (names as readonly JsonValue[]).map(String);
  const isPositions = names.every((name, c) => name === c);
  return isPositions ? undefined : texts;
}
