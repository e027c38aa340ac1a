import type { DescribedObject } from '../../formats/described.ts';
import { checkStep } from '../check-step.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, InputContract, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readBoolean } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { stackColumns, weigh } from '../stack-columns.ts';
import { nameStep } from './load-pipeline.ts';
import { readNamedParts, readWeightOf } from './read-steps.ts';

interface Member {
  readonly name: string;
  readonly weight: number;
  /** Undefined for 'passthrough'. */
  readonly estimator: Estimator | undefined;
}

/** FeatureUnion: the outputs of several transformers of the same input side by side. */
export function loadFeatureUnion(object: DescribedObject, context: LoadContext): Estimator {
  const weightOf = readWeightOf(object);
  const members = readNamedParts(object, 'transformer_list')
    .filter(({ value }) => value !== null && value !== 'drop')
    .map(({ name, value }): Member => {
      const estimator = value === 'passthrough' ? undefined : context.load(value, `transformer_list[${name}]`);
      if (estimator !== undefined && estimator.transform === undefined) {
        throw badAttribute(object, 'transformer_list', `${estimator.name} has no transform`);
      }
      return { name, weight: weightOf(name), estimator };
    });
  const input = unionContract(object, members);
  const counts = members.map(({ estimator }) => (estimator === undefined ? input.featureCount : estimator.outputCount));
  const outputCount = counts.every((count) => count !== undefined)
    ? counts.reduce((sum: number, count) => sum + count!, 0)
    : undefined;
  const isVerbose = readBoolean(object, 'verbose_feature_names_out', true);
  return createTransformer({
    name: object.name,
    input,
    outputCount,
    nameOutputs(names) {
      const parts = members.map(({ name, estimator }) =>
        (estimator === undefined ? names : nameStep(estimator, names))?.map((output) =>
          isVerbose ? `${name}__${output}` : output,
        ),
      );
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    },
    transform: (features) =>
      stackColumns(
        members.map(({ estimator, weight }) => weigh(applyMember(estimator, features), weight)),
        features.rows,
      ),
  });
}

function applyMember(estimator: Estimator | undefined, features: Features): Features {
  if (estimator === undefined) return features;
  checkStep(estimator, features);
  return estimator.transform!(features);
}

/** All members take the same input: what any of them knows holds for all. NaN is checked member by member. */
function unionContract(object: DescribedObject, members: readonly Member[]): InputContract {
  const inputs = members.flatMap(({ estimator }) => (estimator === undefined ? [] : [estimator.input]));
  const counted = inputs.find(({ featureCount }) => featureCount !== undefined);
  const own = readInputContract(object);
  const featureCount = own.featureCount ?? counted?.featureCount;
  for (const other of inputs) {
    if (other.featureCount !== undefined && other.featureCount !== featureCount) {
      throw badAttribute(
        object,
        'transformer_list',
        `has members for ${featureCount} and for ${other.featureCount} features`,
      );
    }
  }
  return {
    kind: inputs.find(({ kind }) => kind !== 'number')?.kind ?? 'number',
    featureCount,
    featureNames: own.featureNames ?? inputs.find(({ featureNames }) => featureNames !== undefined)?.featureNames,
    allowsNaN: inputs.every(({ allowsNaN }) => allowsNaN),
    allowsInfinity: inputs.every(({ allowsInfinity }) => allowsInfinity),
  };
}
