import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type Features, toDense } from '../features.ts';
import { badAttribute, readBoolean, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { toSparse } from '../to-sparse.ts';
import { type Categories, encodeColumn, readCategory, unknownCategory } from './categories.ts';

/** Encoders of labels take one column, the labels. */
function contractOf(object: DescribedObject, categories: Categories) {
  return readInputContract(object, {
    kind: categories.isNumeric ? 'number' : 'table',
    featureCount: 1,
    source: 'classes_',
  });
}

function codesOf(features: Features, categories: Categories): Int32Array {
  const codes = new Int32Array(features.rows);
  encodeColumn(features.kind === 'sparse' ? toDense(features) : features, 0, categories, codes);
  return codes;
}

/** LabelEncoder: the position of each label in classes_, as a column. */
export function loadLabelEncoder(object: DescribedObject): Estimator {
  const categories = readCategory(object, 'classes_');
  return createTransformer({
    name: object.name,
    input: contractOf(object, categories),
    outputCount: 1,
    transform(features) {
      const codes = codesOf(features, categories);
      const unknown = codes.findIndex((code) => code < 0);
      if (unknown >= 0) throw unknownCategory(features, unknown, 0);
      return createDense(features.rows, 1, Float64Array.from(codes));
    },
  });
}

/** LabelBinarizer: a column per class (one for two classes) of neg_label and pos_label; unknown labels give no positive. */
export function loadLabelBinarizer(object: DescribedObject): Estimator {
  const categories = readCategory(object, 'classes_');
  const type = readText(object, 'y_type_', 'multiclass');
  if (type.startsWith('multilabel')) throw badAttribute(object, 'y_type_', `is ${type}: only single labels are read`);
  const negative = readNumber(object, 'neg_label');
  const positive = readNumber(object, 'pos_label');
  const isSparse = readBoolean(object, 'sparse_output', false);
  const isBinary = categories.count <= 2;
  const width = isBinary ? 1 : categories.count;
  return createTransformer({
    name: object.name,
    input: contractOf(object, categories),
    outputCount: width,
    nameOutputs: () => undefined,
    transform(features) {
      const out = createDense(features.rows, width);
      out.data.fill(negative);
      codesOf(features, categories).forEach((code, row) => {
        if (isBinary ? code === 1 : code >= 0) out.data[row * width + (isBinary ? 0 : code)] = positive;
      });
      return isSparse ? toSparse(out) : out;
    },
  });
}

/** MultiLabelBinarizer: each row's labels (as many columns as needed, missing cells for none) to a 0/1 column per class. */
export function loadMultiLabelBinarizer(object: DescribedObject): Estimator {
  const categories = readCategory(object, 'classes_');
  const isSparse = readBoolean(object, 'sparse_output', false);
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { kind: 'table', allowsNaN: true }),
    outputCount: categories.count,
    nameOutputs: () => undefined,
    transform(features) {
      if (features.kind !== 'table') {
        throw new RadiantError('INVALID_ARGUMENT', 'MultiLabelBinarizer wants a table of labels', {
          reason: 'BAD_DTYPE',
        });
      }
      const out = createDense(features.rows, categories.count);
      const codes = new Int32Array(features.rows);
      for (let c = 0; c < features.columns.length; c++) {
        encodeColumn(features, c, categories, codes);
        for (let row = 0; row < codes.length; row++) {
          if (codes[row]! >= 0) out.data[row * categories.count + codes[row]!] = 1;
        }
      }
      return isSparse ? toSparse(out) : out;
    },
  });
}
