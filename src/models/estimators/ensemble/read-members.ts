import type { Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, InputContract, Labels, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readItems } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** The fitted estimators of a list attribute; there must be one at least. */
export function readMembers(object: DescribedObject, context: LoadContext, name = 'estimators_'): readonly Estimator[] {
  const members = readItems(object, name).map((item, i) => context.load(item, `${name}[${i}]`));
  if (members.length === 0) throw badAttribute(object, name, 'is empty: want at least one estimator');
  return members;
}

/** What members of the same input want together: they must agree on the number of features. */
export function sharedContract(
  object: DescribedObject,
  members: readonly Estimator[],
  name = 'estimators_',
): InputContract {
  const own = readInputContract(object);
  const known = members.map(({ input }) => input).filter(({ featureCount }) => featureCount !== undefined);
  const featureCount = own.featureCount ?? known[0]?.featureCount;
  for (const input of known) {
    if (input.featureCount !== featureCount) {
      throw badAttribute(object, name, `has a member for ${input.featureCount} features, want ${featureCount}`);
    }
  }
  return {
    kind: members.find(({ input }) => input.kind !== 'number')?.input.kind ?? 'number',
    featureCount,
    featureNames: own.featureNames ?? members.find(({ input }) => input.featureNames !== undefined)?.input.featureNames,
    allowsNaN: members.every(({ input }) => input.allowsNaN),
    allowsInfinity: members.every(({ input }) => input.allowsInfinity),
  };
}

/** A method that every member has, or undefined. */
export function hasAll<K extends keyof Estimator>(members: readonly Estimator[], method: K): boolean {
  return members.every((member) => member[method] !== undefined);
}

/** A tensor's numbers as float64. */
export function numbersOf(tensor: Tensor): Float64Array {
  if (tensor.data instanceof Float64Array) return tensor.data;
  return Float64Array.from(tensor.data as ArrayLike<unknown>, Number);
}

/** Probabilities of a single output. */
export function singleOutput(answer: Tensor | readonly Tensor[]): Tensor {
  return Array.isArray(answer) ? (answer as readonly Tensor[])[0]! : (answer as Tensor);
}

/** The second column of binary probabilities, or the only one. */
export function positiveColumn(tensor: Tensor): Float64Array {
  const values = numbersOf(tensor);
  const columns = tensor.shape[1] ?? 1;
  if (columns === 1) return values;
  return Float64Array.from({ length: tensor.shape[0]! }, (_, row) => values[row * columns + 1]!);
}

/**
 * One number per row of a binary model: decision_function, else the probability of the second class, else what a
 * regressor predicts. `threshold`: above it is the second class.
 */
export interface BinaryScore {
  readonly threshold: number;
  score(features: Features): Float64Array;
}

export function binaryScoreOf(object: DescribedObject, member: Estimator): BinaryScore {
  const { decisionFunction, predictProba, predict } = member;
  if (decisionFunction !== undefined) return { threshold: 0, score: (x) => numbersOf(decisionFunction(x)) };
  if (predictProba !== undefined)
    return { threshold: 0.5, score: (x) => positiveColumn(singleOutput(predictProba(x))) };
  if (predict === undefined || member.classes !== undefined) {
    throw badAttribute(object, 'estimators_', `${member.name} has neither decision_function nor predict_proba`);
  }
  return { threshold: 0.5, score: (x) => numbersOf(predict(x)) };
}

/** Positions of `labels` among `all`; a label that is not there gives -1. */
export function positionsOf(labels: Labels, all: Labels): readonly number[] {
  const places = new Map(Array.from(all.data as ArrayLike<unknown>, (label, i) => [String(label), i]));
  return Array.from(labels.data as ArrayLike<unknown>, (label) => places.get(String(label)) ?? -1);
}

/** Puts one column per member side by side: (rows, members). */
export function columnsToRows(columns: readonly ArrayLike<number>[], rows: number): Float64Array {
  const width = columns.length;
  const out = new Float64Array(rows * width);
  columns.forEach((column, c) => {
    for (let row = 0; row < rows; row++) out[row * width + c] = column[row]!;
  });
  return out;
}
