import type { DescribedObject } from '../../formats/described.ts';
import { badAttribute, itemsOf, toNumberArray } from '../read-attributes.ts';

/**
 * `estimators_features_`: for each estimator of an ensemble the features that it sees. Undefined when there is none or
 * when all of them see all features in their order.
 */
export function readFeatureSubsets(
  object: DescribedObject,
  estimators: number,
  featureCount: number,
): readonly Int32Array[] | undefined {
  const value = object.state.get('estimators_features_');
  if (value === undefined) return undefined;
  const items = itemsOf(value) ?? rowsOf(toNumberArray(value));
  if (items === undefined || items.length !== estimators) {
    throw badAttribute(object, 'estimators_features_', `want the features of ${estimators} estimators`);
  }
  const subsets = items.map((item, i) => {
    const array = item instanceof Float64Array ? { data: item } : toNumberArray(item);
    const isSound = array?.data.every((feature) => Number.isInteger(feature) && feature >= 0 && feature < featureCount);
    if (array === undefined || isSound !== true) {
      throw badAttribute(object, `estimators_features_[${i}]`, `want feature numbers below ${featureCount}`);
    }
    return Int32Array.from(array.data);
  });
  return subsets.every((subset) => isIdentity(subset, featureCount)) ? undefined : subsets;
}

export function isIdentity(subset: Int32Array, featureCount: number): boolean {
  return subset.length === featureCount && subset.every((feature, i) => feature === i);
}

/** The rows of a matrix. */
function rowsOf(matrix: ReturnType<typeof toNumberArray>): readonly Float64Array[] | undefined {
  if (matrix?.shape.length !== 2) return undefined;
  const [rows, columns] = matrix.shape as [number, number];
  return Array.from({ length: rows }, (_, row) => matrix.data.subarray(row * columns, (row + 1) * columns));
}
