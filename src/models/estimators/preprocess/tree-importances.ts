import type { DescribedObject } from '../../formats/described.ts';
import { readRecordField } from '../../formats/numpy/decode-array.ts';
import { isObject, readItems } from '../read-attributes.ts';
import { readTree } from '../trees/read-tree.ts';

/**
 * feature_importances_ of a tree, forest or gradient boosting, which scikit-learn computes from the nodes: the decrease
 * of impurity per feature, as a share of the whole. Undefined for other models.
 */
export function readTreeImportances(model: DescribedObject): Float64Array | undefined {
  if (isObject(model.state.get('tree_'))) return normalize(impurityDecrease(model).decrease);
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

function impurityDecrease(owner: DescribedObject): { readonly decrease: Float64Array; readonly isGrown: boolean } {
  const { left, right, feature, featureCount, nodeCount } = readTree(owner);
  const tree = owner.state.get('tree_');
  const nodes = isObject(tree) ? tree.state.get('nodes') : undefined;
  const decrease = new Float64Array(featureCount);
  if (typeof nodes !== 'object' || nodes === null || !('kind' in nodes) || nodes.kind !== 'array')
    return { decrease, isGrown: false };
  const impurity = readRecordField(nodes, 'impurity') as Float64Array;
  const weight = readRecordField(nodes, 'weighted_n_node_samples') as Float64Array;
  const mass = (node: number): number => weight[node]! * impurity[node]!;
  for (let node = 0; node < nodeCount; node++) {
    if (left[node]! < 0) continue;
    decrease[feature[node]!]! += mass(node) - mass(left[node]!) - mass(right[node]!);
  }
  return { decrease: decrease.map((value) => value / weight[0]!), isGrown: nodeCount > 1 };
}

function normalize(values: Float64Array): Float64Array {
  const total = values.reduce((a, b) => a + b, 0);
  return total > 0 ? values.map((value) => value / total) : values;
}
