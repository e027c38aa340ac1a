import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { type DenseMatrix, toDense } from '../features.ts';
import { createJointClassifier } from '../joint-classifier.ts';
import { badAttribute, type NumberArray, readItems, readNumbers, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels } from '../read-labels.ts';

/** CategoricalNB: a table of log P(category | class) for each feature; cells are whole numbers, cut off towards 0. */
export function loadCategorical(object: DescribedObject): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const logPriors = readNumbers(object, 'class_log_prior_', { shape: [classes] }).data;
  const tables = readItems(object, 'feature_log_prob_').map((item, feature) => {
    const table = toNumberArray(item);
    if (table?.shape.length !== 2 || table.shape[0] !== classes) {
      throw badAttribute(
        object,
        'feature_log_prob_',
        `want a row for each of ${classes} classes in feature ${feature}`,
      );
    }
    return table;
  });
  const input = readInputContract(object, { featureCount: tables.length, source: 'feature_log_prob_' });
  return createJointClassifier(object.name, input, labels, (x) => sumTables(toDense(x), tables, logPriors));
}

function sumTables({ rows, columns, data }: DenseMatrix, tables: readonly NumberArray[], logPriors: Float64Array) {
  const classes = logPriors.length;
  const joint = new Float64Array(rows * classes);
  for (let feature = 0; feature < tables.length; feature++) {
    const table = tables[feature]!;
    const categories = table.shape[1]!;
    for (let row = 0; row < rows; row++) {
      const category = Math.trunc(data[row * columns + feature]!);
      if (!(category >= 0 && category < categories)) throw unknownCategory(row, feature, category, categories);
      for (let c = 0; c < classes; c++) joint[row * classes + c]! += table.data[c * categories + category]!;
    }
  }
  for (let at = 0; at < joint.length; at++) joint[at]! += logPriors[at % classes]!;
  return joint;
}

function unknownCategory(row: number, feature: number, category: number, categories: number): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `row ${row}, feature ${feature}: category ${category} is unknown to the model, want 0 to ${categories - 1}`,
    { reason: 'BAD_VALUE' },
  );
}
