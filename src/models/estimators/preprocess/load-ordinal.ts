import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { hasAttribute, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { type Categories, encodeColumn, exampleOf, readCategories, unknownCategory } from './categories.ts';
import { type Grouping, readGroupings } from './infrequent.ts';

/** OrdinalEncoder: the code of each category, own values for missing and unknown ones. */
export function loadOrdinalEncoder(object: DescribedObject, context: LoadContext): Estimator {
  const categories = readCategories(object);
  const groupings = readGroupings(object, categories);
  const isStrict = readText(object, 'handle_unknown', 'error') === 'error';
  const unknown = isStrict ? Number.NaN : readNumber(object, 'unknown_value');
  const missing = hasAttribute(object, 'encoded_missing_value')
    ? readNumber(object, 'encoded_missing_value')
    : Number.NaN;
  // Before scikit-learn 1.0 NaN was a category as any other.
  const takesMissing = !isBefore(context.version, [1, 0]);
  const tables = categories.map((column, c) => codeValues(column, groupings[c], missing, takesMissing));
  const width = categories.length;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, {
      kind: categories.every((column) => column.isNumeric) ? 'number' : 'table',
      featureCount: width,
      source: 'categories_',
      exampleRow: exampleOf(categories),
      allowsNaN: true,
    }),
    outputCount: width,
    transform(features) {
      const x = features.kind === 'sparse' ? toDense(features) : features;
      const out = createDense(x.rows, width);
      const codes = new Int32Array(x.rows);
      for (let c = 0; c < width; c++) {
        encodeColumn(x, c, categories[c]!, codes);
        for (let row = 0; row < x.rows; row++) {
          const code = codes[row]!;
          if (code < 0 && isStrict) throw unknownCategory(x, row, c);
          out.data[row * width + c] = code < 0 ? unknown : tables[c]![code]!;
        }
      }
      return out;
    },
  });
}

/** The number that each code becomes: itself, its group's, or the missing value's. Only NaN is missing, None is a category. */
function codeValues(
  column: Categories,
  grouping: Grouping | undefined,
  missing: number,
  takesMissing: boolean,
): Float64Array {
  return Float64Array.from({ length: column.count }, (_, code) => {
    if (code === column.nanCode && takesMissing) return missing;
    return grouping?.map[code] ?? code;
  });
}
