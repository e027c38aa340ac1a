import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import { badAttribute, readItems, readNumbers, readText, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels } from '../read-labels.ts';
import { encodeColumn, readCategories } from './categories.ts';

/** TargetEncoder: the target's shrunk mean per category (per class where there are several); unknown: the overall mean. */
export function loadTargetEncoder(object: DescribedObject): Estimator {
  const categories = readCategories(object);
  const isMulticlass = readText(object, 'target_type_', 'continuous') === 'multiclass';
  const labels = isMulticlass ? readLabels(object, 'classes_') : undefined;
  const perColumn = labels?.data.length ?? 1;
  const width = categories.length * perColumn;
  const means = readNumbers(object, 'target_mean_').data;
  if (means.length !== perColumn)
    throw badAttribute(object, 'target_mean_', `has ${means.length} values, want ${perColumn}`);
  const items = readItems(object, 'encodings_');
  if (items.length !== width) throw badAttribute(object, 'encodings_', `has ${items.length} columns, want ${width}`);
  const encodings = items.map((item, i) => {
    const wanted = categories[Math.floor(i / perColumn)]!.count;
    const values = toNumberArray(item)?.data;
    if (values?.length !== wanted) throw badAttribute(object, `encodings_[${i}]`, `want ${wanted} numbers`);
    return values;
  });
  return createTransformer({
    name: object.name,
    input: readInputContract(object, {
      kind: categories.every((column) => column.isNumeric) ? 'number' : 'table',
      featureCount: categories.length,
      source: 'categories_',
      allowsNaN: true,
    }),
    outputCount: width,
    nameOutputs: (names) =>
      labels === undefined
        ? names
        : names.flatMap((name) => Array.from(labels.data, (label) => `${name}_${String(label)}`)),
    transform(features) {
      const x = features.kind === 'sparse' ? toDense(features) : features;
      const out = createDense(x.rows, width);
      const codes = new Int32Array(x.rows);
      for (let c = 0; c < categories.length; c++) {
        encodeColumn(x, c, categories[c]!, codes);
        for (let k = 0; k < perColumn; k++) {
          const at = c * perColumn + k;
          const encoding = encodings[at]!;
          for (let row = 0; row < x.rows; row++) {
            const code = codes[row]!;
            out.data[row * width + at] = code < 0 ? means[k]! : encoding[code]!;
          }
        }
      }
      return out;
    },
  });
}
