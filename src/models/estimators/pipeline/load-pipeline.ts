import type { DescribedObject } from '../../formats/described.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import { checkStep } from '../check-step.ts';
import { withOutputNames } from '../create-transformer.ts';
import { delegateAnswers } from '../delegate.ts';
import type { Estimator, InputContract, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readNamedParts } from './read-steps.ts';

/** Pipeline: each step's transform, and the methods of the last one. 'passthrough' and None do nothing. */
export function loadPipeline(object: DescribedObject, context: LoadContext): Estimator {
  const parts = readNamedParts(object, 'steps');
  if (parts.length === 0) throw badAttribute(object, 'steps', 'is empty');
  const steps = parts
    .filter(({ value }) => value !== null && value !== 'passthrough')
    .map(({ name, value }) => context.load(value, `steps[${name}]`));
  const lastPart = parts[parts.length - 1]!.value;
  const isLastIdle = lastPart === null || lastPart === 'passthrough';
  const transformers = isLastIdle ? steps : steps.slice(0, -1);
  for (const step of transformers) {
    if (step.transform === undefined)
      throw badAttribute(object, 'steps', `${step.name} has no transform, but is not the last step`);
  }
  steps.forEach((step, i) => {
    if (i > 0) checkWidths(object, steps[i - 1]!, step);
  });
  const input = contractOf(object, steps);
  const prepare = composeTransforms(transformers);
  const last = isLastIdle ? undefined : steps[steps.length - 1]!;
  const base: Estimator = { name: object.name, input };
  if (last === undefined) return withTransform(base, steps, prepare);
  const apply = transformers.length === 0 ? undefined : (x: Features) => handOver(last, prepare(x));
  const answering = { ...base, ...delegateAnswers(last, apply) };
  if (last.transform === undefined) return answering;
  return withTransform(answering, steps, composeTransforms(steps));
}

/** The first step tells what goes in. A pipeline of nothing takes everything. */
function contractOf(object: DescribedObject, steps: readonly Estimator[]): InputContract {
  const first = steps[0];
  if (first === undefined) return readInputContract(object, { allowsNaN: true, allowsInfinity: true });
  // A step before the encoder that keeps the columns (an imputer) takes what the encoder takes.
  const at = steps.findIndex(({ input }) => input.exampleRow !== undefined);
  const keepsColumns = steps.slice(0, Math.max(at, 0)).every((step) => step.outputCount === first.input.featureCount);
  const exampleRow = keepsColumns ? steps[at]?.input.exampleRow : undefined;
  return exampleRow === undefined ? first.input : { ...first.input, exampleRow };
}

function checkWidths(object: DescribedObject, before: Estimator, after: Estimator): void {
  const [given, wanted] = [before.outputCount, after.input.featureCount];
  if (given === undefined || wanted === undefined || given === wanted) return;
  throw createModelFileError(
    'MALFORMED_MODEL',
    `${object.name}.steps: ${before.name} gives ${given} features, but ${after.name} was fitted with ${wanted}`,
  );
}

function handOver(step: Estimator, features: Features): Features {
  checkStep(step, features);
  return features;
}

function composeTransforms(steps: readonly Estimator[]): (features: Features) => Features {
  return (features) => {
    let x = features;
    for (let i = 0; i < steps.length; i++) {
      if (i > 0) checkStep(steps[i]!, x);
      x = steps[i]!.transform!(x);
    }
    return x;
  };
}

function withTransform(
  base: Estimator,
  steps: readonly Estimator[],
  transform: (features: Features) => Features,
): Estimator {
  const nameOutputs = (names: readonly string[]): readonly string[] | undefined => {
    let known: readonly string[] | undefined = names;
    for (const step of steps) known = nameStep(step, known);
    return known;
  };
  const outputCount = steps.length === 0 ? base.input.featureCount : steps[steps.length - 1]!.outputCount;
  const whole: Estimator = { ...base, transform, nameOutputs, ...(outputCount === undefined ? {} : { outputCount }) };
  return withOutputNames(whole, outputCount);
}

/** Names behind a step: by its rule, else the names that it has of its own. */
export function nameStep(step: Estimator, names: readonly string[] | undefined): readonly string[] | undefined {
  if (step.nameOutputs === undefined) return step.outputNames;
  return names === undefined ? step.outputNames : step.nameOutputs(names);
}
