import {
  fieldAt,
  fieldOf,
  integersOf,
  itemsOf,
  type JsonField,
  numbersOf,
  objectOf,
  wrongField,
} from '../json/model-json.ts';

export type Categories = readonly (string | number)[];

/**
 * Reads the categories that XGBoost >= 3.1 keeps of a data frame: per feature nothing, numbers, or texts as bytes with
 * offsets (Arrow's layout). Gives undefined where the file has none at all.
 */
export function readStoredCategories(
  model: JsonField,
  featureCount: number,
): readonly (Categories | undefined)[] | undefined {
  if (!(model.value instanceof Map)) return undefined;
  const cats = fieldOf(model, 'cats');
  if (cats.value === undefined || objectOf(cats).size === 0) return undefined;
  const list = fieldAt(cats, 'enc');
  const items = itemsOf(list);
  if (items.length === 0) return undefined;
  if (items.length !== featureCount) throw wrongField(list, `has ${items.length} entries for ${featureCount} features`);
  return items.map((value, i) => readOne({ path: `${list.path}[${i}]`, value }));
}

function readOne(field: JsonField): Categories | undefined {
  const values = fieldOf(field, 'values');
  const offsets = fieldOf(field, 'offsets');
  if (offsets.value === undefined) {
    const numbers = Array.from(numbersOf(values));
    return numbers.length === 0 ? undefined : numbers;
  }
  // Bytes are signed in some versions.
  const bytes = Uint8Array.from(integersOf(values, -128, 255));
  const ends = integersOf(offsets, 0, bytes.length);
  if (ends.length === 0) return undefined;
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for (let i = 1; i < ends.length; i++) {
    if (ends[i]! < ends[i - 1]!) throw wrongField(offsets, 'want ascending numbers');
    texts.push(decoder.decode(bytes.subarray(ends[i - 1], ends[i])));
  }
  return texts;
}
