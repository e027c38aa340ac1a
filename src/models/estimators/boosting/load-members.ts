import type { Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { badAttribute, hasAttribute, readInteger, readItems } from '../read-attributes.ts';
import { MAX_FEATURES } from '../read-input-contract.ts';

/** Loads every estimator of `estimators_`. */
export function loadMembers(object: DescribedObject, context: LoadContext): readonly Estimator[] {
  const members = readItems(object, 'estimators_').map((item, i) => context.load(item, `estimators_[${i}]`));
  if (members.length === 0) throw badAttribute(object, 'estimators_', 'is empty: want at least one estimator');
  return members;
}

/** Features of an ensemble: n_features_in_, n_features_ before 0.24, else what its first member says. */
export function readEnsembleFeatures(object: DescribedObject, ofFirst: number | undefined): number {
  const name = ['n_features_in_', 'n_features_'].find((attribute) => hasAttribute(object, attribute));
  if (name !== undefined) return readInteger(object, name, 1, MAX_FEATURES);
  if (ofFirst === undefined)
    throw badAttribute(object, 'n_features_in_', 'is missing: was the model fitted before it was saved?');
  return ofFirst;
}

/** Positions of labels in a list of labels, -1 for one that is not in it. */
export function createLabelIndex(labels: Tensor): (label: unknown) => number {
  const positions = new Map<unknown, number>(
    Array.from(labels.data as ArrayLike<unknown>, (label, i) => [keyOf(label), i]),
  );
  return (label) => positions.get(keyOf(label)) ?? -1;
}

/** Equal in Python means the same key: 1, 1.0 and True are one label. */
function keyOf(label: unknown): unknown {
  return typeof label === 'bigint' || typeof label === 'boolean' ? Number(label) : label;
}
