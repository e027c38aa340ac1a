import type { XgboostLinear, XgboostModel } from '../../formats/xgboost/xgboost-model.ts';
import { createFloatSums } from '../../kernels/sum-boosted.ts';
import type { Features } from '../features.ts';
import { objectiveOf } from './objectives.ts';
import type { PackedTrees } from './pack-trees.ts';
import { createRowReader } from './read-rows.ts';

/** Margins of rows: (rows, outputs), a fresh array for each call. */
export type Margins = (features: Features) => Float32Array;

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
  // Trees of a model without features are leaves; their walk still looks at a column.
  const columns = Math.max(1, featureCount);
  const sum = createFloatSums(forest, treeCount, columns, outputs);
  return (features) => {
    const out = new Float32Array(features.rows * outputs);
    fillBase(out, base);
    sum(createRowReader(features, columns, missing), features.rows, out);
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
