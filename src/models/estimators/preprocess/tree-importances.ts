import type { DescribedObject } from '../../formats/described.ts';
import { readRecordField } from '../../formats/numpy/decode-array.ts';
import { packOnce } from '../../formats/packed-tables.ts';
import { badAttribute, hasAttribute, isObject, readInteger, readItems, readNumbers } from '../read-attributes.ts';

/**
 * feature_importances_ of a tree, forest, gradient boosting or AdaBoost of trees, which scikit-learn computes from the nodes: the decrease
 * of impurity per feature, as a share of the whole. Undefined for other models.
 */
export function readTreeImportances(model: DescribedObject): Float64Array | undefined {
  return packOnce(model, () => sumImportances(model));
}

function sumImportances(model: DescribedObject): Float64Array | undefined {
  if (isObject(model.state.get('tree_'))) return normalize(impurityDecrease(model).decrease);
  if (model.name.startsWith('AdaBoost')) return weightedImportances(model);
  const isBoosting = model.name.startsWith('GradientBoosting');
  const isForest = /(Forest|ExtraTrees)(Classifier|Regressor)$/.test(model.name);
  if (!isBoosting && !isForest) return undefined;
  const trees = readItems(model, 'estimators_').filter(isObject).map(impurityDecrease);
  const grown = trees.filter((tree) => tree.isGrown);
  const total = new Float64Array(trees[0]?.decrease.length ?? 0);
  for (const { decrease } of grown) {
    const part = isForest ? normalize(decrease) : decrease;
    for (let i = 0; i < total.length; i++) total[i]! += part[i]!;
  }
  return normalize(total.map((value) => value / Math.max(1, grown.length)));
}

/** AdaBoost: the mean of its members' importances by estimator_weights_, of which unused ones stand at the end. */
function weightedImportances(model: DescribedObject): Float64Array | undefined {
  const members = readItems(model, 'estimators_').filter(isObject).map(sumImportances);
  const weights = readNumbers(model, 'estimator_weights_', { dimensions: [1] }).data;
  const total = new Float64Array(members[0]?.length ?? 0);
  for (const [m, importances] of members.entries()) {
    if (importances === undefined) return undefined;
    for (let i = 0; i < total.length; i++) total[i]! += (weights[m] ?? 0) * importances[i]!;
  }
  const norm = weights.reduce((a, b) => a + b, 0);
  return total.map((value) => value / norm);
}

function impurityDecrease(owner: DescribedObject): { readonly decrease: Float64Array; readonly isGrown: boolean } {
  const tree = owner.state.get('tree_');
  const nodes = isObject(tree) ? tree.state.get('nodes') : undefined;
  const isRecords = typeof nodes === 'object' && nodes !== null && 'kind' in nodes && nodes.kind === 'array';
  if (!isRecords) throw badAttribute(owner, 'tree_', 'want a fitted tree');
  const features = readInteger(owner, hasAttribute(owner, 'n_features_in_') ? 'n_features_in_' : 'n_features_');
  const field = (name: string): Float64Array => Float64Array.from(readRecordField(nodes, name) as Float64Array, Number);
  const [left, right, feature] = [field('left_child'), field('right_child'), field('feature')];
  const [impurity, weight] = [field('impurity'), field('weighted_n_node_samples')];
  const mass = (node: number): number => weight[node]! * impurity[node]!;
  const decrease = new Float64Array(features);
  for (let node = 0; node < left.length; node++) {
    if (left[node]! < 0) continue;
    const isGood = left[node]! < left.length && right[node]! < left.length && feature[node]! < features;
    if (!isGood) throw badAttribute(owner, 'tree_', `has a node ${node} that points outside`);
    decrease[feature[node]!]! += mass(node) - mass(left[node]!) - mass(right[node]!);
  }
  return { decrease: decrease.map((value) => value / weight[0]!), isGrown: left.length > 1 };
}

function normalize(values: Float64Array): Float64Array {
  const total = values.reduce((a, b) => a + b, 0);
  return total > 0 ? values.map((value) => value / total) : values;
}
