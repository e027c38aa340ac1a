import type { XgboostLinear, XgboostModel } from '../../formats/xgboost/xgboost-model.ts';
import { addLeaves } from '../../kernels/boosted-forest.ts';
import type { Features } from '../features.ts';
import { objectiveOf } from './objectives.ts';
import type { PackedTrees } from './pack-trees.ts';
import { createRowReader } from './read-rows.ts';

/** Margins of rows: (rows, outputs), a fresh array for each call. */
export type Margins = (features: Features) => Float32Array;

/** Rows that are worked on together: their features and a tree fit into the first cache. */
const BLOCK_ROWS = 64;

/** What every row starts with: base_score through the objective's link, one per output. */
export function baseMargins(model: XgboostModel): Float32Array {
  const { baseScore, outputs } = model;
  const scores = baseScore.length === outputs ? baseScore : new Float32Array(outputs).fill(baseScore[0]!);
  return objectiveOf(model.objective).toMargins(scores);
}

/** Sums of the trees [0, treeCount) over the base margin. */
export function createTreeMargins(
  model: XgboostModel,
  forest: PackedTrees,
  treeCount: number,
  missing: number,
): Margins {
  const base = baseMargins(model);
  const { outputs, featureCount } = model;
  // Trees of a model without features are leaves; they still look at column 0 of nothing.
  const columns = Math.max(1, featureCount);
  // Made at the first call: a file may declare any number of features.
  let scratch = new Float32Array(0);
  return (features) => {
    const out = new Float32Array(features.rows * outputs);
    fillBase(out, base);
    const readRows = createRowReader(features, columns, missing);
    const size = Math.min(BLOCK_ROWS, features.rows);
    if (scratch.length < size * columns) scratch = new Float32Array(size * columns);
    const x = scratch;
    for (let from = 0; from < features.rows; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, features.rows - from);
      readRows(from, rows, x);
      addLeaves(forest, 0, treeCount, x, rows, columns, out, from * outputs, outputs);
    }
    return out;
  };
}

/** Margin = base + bias + sum of weight times value, missing values left out, in the order of the features. */
export function createLinearMargins(model: XgboostModel, booster: XgboostLinear, missing: number): Margins {
  const base = baseMargins(model);
  const { outputs, featureCount } = model;
  const { weights } = booster;
  return (features) => {
    const x = new Float32Array(Math.max(1, featureCount));
    const out = new Float32Array(features.rows * outputs);
    const readRows = createRowReader(features, x.length, missing);
    for (let row = 0; row < features.rows; row++) {
      readRows(row, 1, x);
      for (let k = 0; k < outputs; k++) {
        let sum = Math.fround(weights[featureCount * outputs + k]! + base[k]!);
        for (let c = 0; c < featureCount; c++) {
          if (!Number.isNaN(x[c]!)) sum = Math.fround(sum + Math.fround(x[c]! * weights[c * outputs + k]!));
        }
        out[row * outputs + k] = sum;
      }
    }
    return out;
  };
}

function fillBase(out: Float32Array, base: Float32Array): void {
  if (base.length === 1) out.fill(base[0]!);
  else for (let at = 0; at < out.length; at += base.length) out.set(base, at);
}
