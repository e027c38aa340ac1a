import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { takeColumns } from '../preprocess/load-selectors.ts';
import { badAttribute, hasAttribute, readInteger } from '../read-attributes.ts';
import { readFeatureSubsets } from '../trees/read-feature-subsets.ts';
import { loadMembers, readEnsembleFeatures } from './load-members.ts';

/** The estimators of a bagging, each with the features that it sees. */
export interface BaggedMembers {
  readonly estimators: readonly Estimator[];
  readonly featureCount: number;
  /** What sums are divided by. */
  readonly divisor: number;
  /** Asks every member for what it says of its own columns. */
  each(x: Features, ask: (member: Estimator, x: Features, index: number) => void): void;
}

export function loadBaggedMembers(object: DescribedObject, context: LoadContext): BaggedMembers {
  const estimators = loadMembers(object, context);
  const featureCount = readEnsembleFeatures(object, undefined);
  const subsets = readFeatureSubsets(object, estimators.length, featureCount);
  estimators.forEach(({ input }, i) => {
    const seen = subsets?.[i]?.length ?? featureCount;
    if (input.featureCount !== undefined && input.featureCount !== seen)
      throw badAttribute(object, `estimators_[${i}]`, `is made for ${input.featureCount} features, but sees ${seen}`);
  });
  return {
    estimators,
    featureCount,
    divisor: readMemberCount(object, estimators.length),
    each(x, ask) {
      // A sparse matrix cannot repeat a column, and a subset drawn with replacement does.
      const source = subsets !== undefined && x.kind === 'sparse' ? toDense(x) : x;
      estimators.forEach((member, i) => {
        ask(member, subsets === undefined ? source : takeColumns(source, subsets[i]!), i);
      });
    },
  };
}

/** n_estimators, by which the original divides. */
export function readMemberCount(object: DescribedObject, members: number): number {
  return hasAttribute(object, 'n_estimators') ? readInteger(object, 'n_estimators', 1) : members;
}
