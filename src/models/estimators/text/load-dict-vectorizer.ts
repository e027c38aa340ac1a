import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { toDense } from '../features.ts';
import { badAttribute, readBoolean, readDict, readText, readTexts, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { encodeRecords, wantsTable } from './load-hashers.ts';

/** DictVectorizer: a column per key, and per key=text. A table's named columns are the keys, missing cells are absent. */
export function loadDictVectorizer(object: DescribedObject): Estimator {
  const names = readTexts(object, 'feature_names_');
  const separator = readText(object, 'separator', '=');
  const columns = new Map<string, number>();
  for (const [name, value] of readDict(object, 'vocabulary_')) {
    const column = toNumberArray(value)?.data[0] ?? -1;
    if (typeof name !== 'string' || names[column] !== name)
      throw badAttribute(object, 'vocabulary_', 'disagrees with feature_names_');
    columns.set(name, column);
  }
  const isSparse = readBoolean(object, 'sparse', true);
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { kind: 'table', allowsNaN: true }),
    outputCount: names.length,
    nameOutputs: () => names,
    transform(features) {
      if (features.kind !== 'table') throw wantsTable(object.name);
      const encoded = encodeRecords(features, names.length, (builder, key, cell) => {
        const isText = typeof cell === 'string';
        const column = columns.get(isText ? `${key}${separator}${cell}` : key);
        if (column !== undefined) builder.add(column, isText ? 1 : Number(cell));
      });
      return isSparse ? encoded : toDense(encoded);
    },
  });
}
