import type { DescribedObject } from '../../formats/described.ts';
import { packOnce } from '../../formats/packed-tables.ts';
import { type DoubleForest, WORDS_PER_SET } from '../../kernels/trees/double-forest.ts';
import { badAttribute, isObject, itemsOf, toNumberArray } from '../read-attributes.ts';
import { createDoubleSink } from '../trees/node-sink.ts';
import { orderNodes } from '../trees/order-nodes.ts';
import { type Predictor, readPredictors } from './read-predictors.ts';

/** Packs the trees of a histogram gradient boosting; `featureCount` columns, as they stand after the preprocessor. */
export function packPredictors(object: DescribedObject, outputs: number, featureCount: number): DoubleForest {
  return packOnce(object, () => packNodes(object, outputs, featureCount));
}

function packNodes(object: DescribedObject, outputs: number, featureCount: number): DoubleForest {
  const predictors = readPredictors(object, outputs);
  const nodeTotal = predictors.reduce((sum, { nodes }) => sum + nodes.count, 0);
  const sink = createDoubleSink(nodeTotal, predictors.length);
  const leafValues = new Float64Array(nodeTotal);
  const known = readKnownCategories(object, featureCount);
  const sets: number[] = [];
  let leaves = 0;
  for (const predictor of predictors) {
    const { nodes, values, setOffsets, path } = predictor;
    const order = orderNodes(object, path, nodes, nodes.count, featureCount);
    sink.beginTree(0);
    for (let i = 0; i < order.count; i++) {
      const node = order.fileNodes?.[i] ?? i;
      if (nodes.left[node] === -1) {
        leafValues[leaves] = values[node]!;
        sink.leaf(leaves++);
        continue;
      }
      const right = order.places?.[nodes.right[node]!] ?? nodes.right[node]!;
      const feature = nodes.feature[node]!;
      const isMissingLeft = nodes.missingLeft[node] === 1;
      if (setOffsets[node]! < 0) {
        sink.split(feature, nodes.threshold[node]!, right, isMissingLeft);
        continue;
      }
      const offset = sets.length;
      for (const word of leftCategories(object, predictor, node, known[feature])) sets.push(word);
      sink.splitSet(feature, offset, right, isMissingLeft);
    }
  }
  const parts = { leafValues: leafValues.slice(0, leaves), width: 1, groups: outputs, featureCount };
  return sink.finish(parts, Int32Array.from(sets));
}

/**
 * The categories that go left, all 256 decided: a known category goes left when it is in the split's set, an unknown
 * one goes where missing values go.
 */
function leftCategories(
  object: DescribedObject,
  { nodes, setOffsets, sets, path }: Predictor,
  node: number,
  known: Int32Array | undefined,
): Int32Array {
  if (known === undefined)
    throw badAttribute(
      object,
      path,
      `node ${node} splits feature ${nodes.feature[node]} by categories, of which it has none`,
    );
  const missing = nodes.missingLeft[node] === 1 ? -1 : 0;
  return Int32Array.from(known, (word, i) => sets[setOffsets[node]! + i]! | (~word & missing));
}

/** Bits of the known categories of each categorical feature: `_bin_mapper.bin_thresholds_` holds their codes. */
function readKnownCategories(object: DescribedObject, featureCount: number): readonly (Int32Array | undefined)[] {
  const mapper = object.state.get('_bin_mapper') ?? object.state.get('bin_mapper_');
  const mask = isObject(mapper) ? toNumberArray(mapper.state.get('is_categorical_')) : undefined;
  if (!isObject(mapper) || mask === undefined) return [];
  const thresholds = itemsOf(mapper.state.get('bin_thresholds_')) ?? [];
  if (mask.data.length !== featureCount || thresholds.length !== featureCount)
    throw badAttribute(object, '_bin_mapper', `knows ${mask.data.length} features of ${featureCount}`);
  return thresholds.map((categories, feature) => {
    if (mask.data[feature] === 0) return undefined;
    const bits = new Int32Array(WORDS_PER_SET);
    for (const category of toNumberArray(categories)?.data ?? []) {
      if (category >= 0 && category < 32 * WORDS_PER_SET) bits[category >> 5]! |= 1 << (category & 31);
    }
    return bits;
  });
}
