import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { badAttribute, readItems } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { packValues } from '../trees/load-regressor.ts';
import { readFeatureSubsets } from '../trees/read-feature-subsets.ts';
import { sumLeaves } from '../trees/score-forest.ts';
import { loadBaggedMembers, readMemberCount } from './bagged-members.ts';
import { readEnsembleFeatures } from './load-members.ts';
import { readTreeRegressors } from './tree-members.ts';

/** The mean of the members' predictions, added in order and divided once. */
export function loadBaggingRegressor(object: DescribedObject, context: LoadContext): Estimator {
  return baggedTrees(object, context) ?? baggedMembers(object, context);
}

function baggedTrees(object: DescribedObject, context: LoadContext): Estimator | undefined {
  const trees = readTreeRegressors(object);
  if (trees === undefined) return undefined;
  const { outputs } = trees[0]!;
  const featureCount = readEnsembleFeatures(object, undefined);
  const subsets = readFeatureSubsets(object, trees.length, featureCount);
  const more = subsets === undefined ? {} : { featuresOf: (tree: number) => subsets[tree]! };
  const packed = packValues(trees, { featureCount, ...more });
  const divisor = readMemberCount(object, trees.length);
  const { allowsNaN } = context.load(readItems(object, 'estimators_')[0], 'estimators_[0]').input;
  return {
    name: object.name,
    input: readInputContract(object, { featureCount, allowsNaN }),
    predict(x) {
      const sums = sumLeaves(packed, x);
      for (let i = 0; i < sums.length; i++) sums[i]! /= divisor;
      return createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], sums);
    },
  };
}

function baggedMembers(object: DescribedObject, context: LoadContext): Estimator {
  const members = loadBaggedMembers(object, context);
  const { estimators, featureCount, divisor } = members;
  estimators.forEach((member, i) => {
    if (member.predict === undefined) throw badAttribute(object, `estimators_[${i}]`, `${member.name} has no predict`);
  });
  return {
    name: object.name,
    input: readInputContract(object, {
      featureCount,
      allowsNaN: estimators.every(({ input }) => input.allowsNaN),
      allowsInfinity: estimators.every(({ input }) => input.allowsInfinity),
    }),
    predict(x) {
      let sums: Float64Array | undefined;
      let shape: readonly number[] = [x.rows];
      members.each(x, (member, own) => {
        const predicted = member.predict!(own);
        shape = predicted.shape;
        sums ??= new Float64Array(predicted.data.length);
        for (let i = 0; i < sums.length; i++) sums[i]! += Number(predicted.data[i]);
      });
      return createTensor(
        'float64',
        shape,
        sums!.map((sum) => sum / divisor),
      );
    },
  };
}
