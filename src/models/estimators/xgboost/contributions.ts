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

/** Gives undefined where the file lacks what they need (hessians) or a tree is too deep. */
export function createContributions(
  model: XgboostModel,
  treeCount: number,
  missing: number,
): Contributions | undefined {
  const { booster } = model;
  if (booster.kind === 'linear') return linearContributions(model, booster.weights, missing);
  const trees = booster.trees.slice(0, treeCount);
  if (trees.some(({ hessian }) => hessian === undefined)) return undefined;
  const parts = trees.flatMap((tree, t) => partsOf(booster, tree, t, model.outputs));
  return parts.some(({ shap }) => shap.depth > MAX_DEPTH) ? undefined : treeContributions(model, parts, missing);
}

/** A tree as one output sees it: a tree with vectors in its leaves counts for every output. */
interface Part {
  readonly tree: XgboostTree;
  readonly shap: ShapTree;
  readonly output: number;
  readonly weight: number;
}

function partsOf(booster: XgboostTrees, tree: XgboostTree, index: number, outputs: number): readonly Part[] {
  const weight = booster.weights?.[index] ?? 1;
  const depth = depthOf(tree);
  const part = (output: number, value: ArrayLike<number>): Part => {
    const { left, right, feature } = tree;
    return { tree, shap: { left, right, feature, cover: tree.hessian!, value, depth }, output, weight };
  };
  const { leafVectors } = tree;
  if (leafVectors === undefined) return [part(booster.outputOf[index]!, tree.condition)];
  return Array.from({ length: outputs }, (_, k) =>
    part(
      k,
      Float32Array.from(tree.left, (_child, node) => leafVectors[node * outputs + k]!),
    ),
  );
}

function treeContributions(model: XgboostModel, parts: readonly Part[], missing: number): Contributions {
  const { featureCount, outputs } = model;
  const width = featureCount + 1;
  const bias = Float64Array.from(baseMargins(model));
  for (const { shap, output, weight } of parts) bias[output]! += expectedValue(shap) * weight;
  return (features) => {
    const columns = Math.max(1, featureCount);
    const readRows = createRowReader(features, columns, missing);
    const x = new Float32Array(columns);
    const sums = new Float64Array(features.rows * outputs * width);
    for (let row = 0; row < features.rows; row++) {
      readRows(row, 1, x);
      for (let k = 0; k < outputs; k++) sums[(row * outputs + k) * width + featureCount] = bias[k]!;
      for (const { tree, shap, output, weight } of parts) {
        addShapValues(shap, (node) => goesLeft(tree, node, x), weight, sums, (row * outputs + output) * width);
      }
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

/** The longest path from the root, in splits. */
function depthOf(tree: XgboostTree): number {
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
  return depth;
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
