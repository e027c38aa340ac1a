import type { CatboostModel } from '../formats/catboost/catboost-model.ts';

/**
 * Raw scores (rows, outputs) of oblivious trees: scale * sum over trees of value[leaf] + bias, where bit i of the leaf is
 * float32(x[feature_i]) > border_i. Agrees with CatBoost's own evaluation to 1e-13 (it adds trees in another order).
 */
export function sumObliviousTrees(model: CatboostModel, data: Float64Array, rows: number): Float64Array {
  const { featureCount, nanTreatment, outputs, splitStart, splitFeature, border, leafStart, leafValue } = model;
  const { scale, bias } = model;
  const trees = leafStart.length;
  const out = new Float64Array(rows * outputs);
  const row = new Float32Array(featureCount);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < featureCount; c++) {
      const value = data[r * featureCount + c]!;
      if (!Number.isNaN(value)) row[c] = value;
      else row[c] = nanTreatment[c] === 'high' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    }
    const to = r * outputs;
    for (let t = 0; t < trees; t++) {
      const from = splitStart[t]!;
      const depth = splitStart[t + 1]! - from;
      let leaf = 0;
      for (let i = 0; i < depth; i++) if (row[splitFeature[from + i]!]! > border[from + i]!) leaf |= 1 << i;
      const at = leafStart[t]! + leaf * outputs;
      for (let k = 0; k < outputs; k++) out[to + k]! += leafValue[at + k]!;
    }
    for (let k = 0; k < outputs; k++) out[to + k] = out[to + k]! * scale + bias[k]!;
  }
  return out;
}
