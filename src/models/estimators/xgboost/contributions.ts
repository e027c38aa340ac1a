import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { XgboostModel, XgboostTree, XgboostTrees } from '../../formats/xgboost/xgboost-model.ts';
import { addShapValues, expectedValue, type ShapTree } from '../../kernels/tree-shap.ts';
import type { Features } from '../features.ts';
import { baseMargins } from './margins.ts';
import { createRowReader } from './read-rows.ts';

/** Deepest tree that SHAP values are given for: their cost grows with the square of the depth. */
const MAX_DEPTH = 200;

/** SHAP values, (rows, features + 1) or (rows, outputs, features + 1): the last one is the bias. They add up to the margin. */
export type Contributions = (features: Features) => Tensor;

/** Gives undefined where the library has none either, or the file lacks what they need (vectors in leaves, no hessians). */
export function createContributions(
  model: XgboostModel,
  treeCount: number,
  missing: number,
): Contributions | undefined {
  const { booster } = model;
  if (booster.kind === 'linear') return linearContributions(model, booster.weights, missing);
  const trees = booster.trees.slice(0, treeCount);
  if (trees.some(({ hessian, leafVectors }) => hessian === undefined || leafVectors !== undefined)) return undefined;
  const shapTrees = trees.map(toShapTree);
  if (shapTrees.some(({ depth }) => depth > MAX_DEPTH)) return undefined;
  return treeContributions(model, booster, trees, shapTrees, missing);
}

function treeContributions(
  model: XgboostModel,
  booster: XgboostTrees,
  trees: readonly XgboostTree[],
  shapTrees: readonly ShapTree[],
  missing: number,
): Contributions {
  const { featureCount, outputs } = model;
  const width = featureCount + 1;
  const weightOf = (tree: number): number => booster.weights?.[tree] ?? 1;
  const bias = Float64Array.from(baseMargins(model));
  shapTrees.forEach((tree, t) => {
    bias[booster.outputOf[t]!]! += expectedValue(tree) * weightOf(t);
  });
  return (features) => {
    const columns = Math.max(1, featureCount);
    const readRows = createRowReader(features, columns, missing);
    const x = new Float32Array(columns);
    const sums = new Float64Array(features.rows * outputs * width);
    for (let row = 0; row < features.rows; row++) {
      readRows(row, 1, x);
      for (let k = 0; k < outputs; k++) sums[(row * outputs + k) * width + featureCount] = bias[k]!;
      shapTrees.forEach((tree, t) => {
        const at = (row * outputs + booster.outputOf[t]!) * width;
        addShapValues(tree, (node) => goesLeft(trees[t]!, node, x), weightOf(t), sums, at);
      });
    }
    return toTensor(sums, features.rows, outputs, width);
  };
}

/** The decision of the kernel, on the tree as the file has it. */
function goesLeft(tree: XgboostTree, node: number, x: Float32Array): boolean {
  const value = x[tree.feature[node]!]!;
  if (Number.isNaN(value)) return tree.defaultLeft[node] === 1;
  const set = tree.categoriesOf.get(node);
  return set === undefined ? value < tree.condition[node]! : !(value >= 0 && set.includes(Math.trunc(value)));
}

function toShapTree(tree: XgboostTree): ShapTree {
  const depths = new Int32Array(tree.left.length);
  let depth = 0;
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    depth = Math.max(depth, depths[node]!);
    if (tree.left[node] === -1) continue;
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      depths[child] = depths[node]! + 1;
      open.push(child);
    }
  }
  return { ...tree, cover: tree.hessian!, value: tree.condition, depth };
}

function linearContributions(model: XgboostModel, weights: Float32Array, missing: number): Contributions {
  const { featureCount, outputs } = model;
  const base = baseMargins(model);
  const width = featureCount + 1;
  return (features) => {
    const columns = Math.max(1, featureCount);
    const readRows = createRowReader(features, columns, missing);
    const x = new Float32Array(columns);
    const values = new Float64Array(features.rows * outputs * width);
    for (let row = 0; row < features.rows; row++) {
      readRows(row, 1, x);
      for (let k = 0; k < outputs; k++) {
        const at = (row * outputs + k) * width;
        for (let c = 0; c < featureCount; c++) {
          values[at + c] = Number.isNaN(x[c]!) ? 0 : Math.fround(x[c]! * weights[c * outputs + k]!);
        }
        values[at + featureCount] = Math.fround(weights[featureCount * outputs + k]! + base[k]!);
      }
    }
    return toTensor(values, features.rows, outputs, width);
  };
}

function toTensor(values: Float64Array, rows: number, outputs: number, width: number): Tensor {
  return createTensor('float32', outputs === 1 ? [rows, width] : [rows, outputs, width], Float32Array.from(values));
}
