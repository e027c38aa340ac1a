import type { DescribedObject } from '../formats/described.ts';
import type { InputContract } from './estimator.ts';
import { badAttribute, hasAttribute, readInteger, readTexts } from './read-attributes.ts';

/** Widest input that a model may ask for. */
export const MAX_FEATURES = 100_000_000;

export interface ContractHints {
  readonly kind?: InputContract['kind'];
  /** What the fitted attributes say of the width; must agree with n_features_in_ where that exists. */
  readonly featureCount?: number;
  readonly allowsNaN?: boolean;
  readonly allowsInfinity?: boolean;
  readonly exampleRow?: InputContract['exampleRow'];
  /** The attribute that `featureCount` was read from, for the message. */
  readonly source?: string;
}

/** Reads n_features_in_ and feature_names_in_ (absent before scikit-learn 0.24 and 1.0) and checks them against the fit. */
export function readInputContract(object: DescribedObject, hints: ContractHints = {}): InputContract {
  const declared = hasAttribute(object, 'n_features_in_')
    ? readInteger(object, 'n_features_in_', 0, MAX_FEATURES)
    : undefined;
  if (declared !== undefined && hints.featureCount !== undefined && declared !== hints.featureCount) {
    throw badAttribute(
      object,
      hints.source ?? 'n_features_in_',
      `is made for ${hints.featureCount} features, but n_features_in_ is ${declared}`,
    );
  }
  const featureNames = hasAttribute(object, 'feature_names_in_') ? readTexts(object, 'feature_names_in_') : undefined;
  const featureCount = declared ?? hints.featureCount;
  if (featureNames !== undefined && featureCount !== undefined && featureNames.length !== featureCount) {
    throw badAttribute(object, 'feature_names_in_', `has ${featureNames.length} names for ${featureCount} features`);
  }
  return {
    kind: hints.kind ?? 'number',
    featureCount,
    featureNames,
    allowsNaN: hints.allowsNaN ?? false,
    allowsInfinity: hints.allowsInfinity ?? false,
    ...(hints.exampleRow && { exampleRow: hints.exampleRow }),
  };
}
