import type { Tensor } from '../../../payload/index.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import { delegateAnswers } from '../delegate.ts';
import type { Estimator, Labels, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, hasAttribute, isObject, readNumber, toNumberArray } from '../read-attributes.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { numbersOf, singleOutput } from './read-members.ts';

/** GridSearchCV and its siblings: the refitted best estimator. */
export function loadSearch(object: DescribedObject, context: LoadContext): Estimator {
  if (!hasAttribute(object, 'best_estimator_')) {
    throw createModelFileError(
      'MALFORMED_MODEL',
      `${object.name} has no best_estimator_: was it fitted with refit=False, or not at all?`,
    );
  }
  return wrap(object, context, 'best_estimator_');
}

/** SelfTrainingClassifier: estimator_, before 1.6 base_estimator_. */
export function loadSelfTraining(object: DescribedObject, context: LoadContext): Estimator {
  return wrap(object, context, hasAttribute(object, 'estimator_') ? 'estimator_' : 'base_estimator_');
}

/** FrozenEstimator: the estimator as it is. */
export function loadFrozen(object: DescribedObject, context: LoadContext): Estimator {
  return wrap(object, context, 'estimator');
}

function wrap(object: DescribedObject, context: LoadContext, attribute: string): Estimator {
  const inner = context.load(object.state.get(attribute), attribute);
  return { ...inner, name: object.name };
}

/** FixedThresholdClassifier: the second class (or pos_label) where the score reaches the threshold. */
export function loadFixedThreshold(object: DescribedObject, context: LoadContext): Estimator {
  const isAutomatic = (object.state.get('threshold') ?? 'auto') === 'auto';
  const threshold = isAutomatic ? undefined : readNumber(object, 'threshold');
  return loadThreshold(object, context, threshold, object.state.get('pos_label') ?? null);
}

/** TunedThresholdClassifierCV: the same with the threshold that was found. */
export function loadTunedThreshold(object: DescribedObject, context: LoadContext): Estimator {
  const scorer = object.state.get('_curve_scorer');
  return loadThreshold(
    object,
    context,
    readNumber(object, 'best_threshold_'),
    isObject(scorer) ? positiveOf(scorer) : null,
  );
}

/** A scorer knows its positive label by its keyword arguments. */
function positiveOf(scorer: DescribedObject): Described {
  const options = scorer.state.get('_kwargs');
  const isDict = typeof options === 'object' && options !== null && 'kind' in options && options.kind === 'dict';
  return isDict ? (options.entries.get('pos_label') ?? null) : null;
}

function loadThreshold(
  object: DescribedObject,
  context: LoadContext,
  given: number | undefined,
  positiveLabel: Described,
): Estimator {
  const attribute = hasAttribute(object, 'estimator_') ? 'estimator_' : 'estimator';
  const inner = context.load(object.state.get(attribute), attribute);
  const labels = object.state.has('classes_') ? readLabels(object, 'classes_') : inner.classes?.[0];
  if (labels?.data.length !== 2) throw badAttribute(object, attribute, 'want a classifier of two classes');
  const positive = positiveLabel === null ? 1 : positionOf(object, positiveLabel, labels);
  const method = object.state.get('response_method') ?? 'auto';
  const { predictProba, decisionFunction } = inner;
  const usesProbability = method !== 'decision_function' && predictProba !== undefined;
  if (!usesProbability && decisionFunction === undefined)
    throw badAttribute(object, 'response_method', `${inner.name} has no such method`);
  const threshold = given ?? (usesProbability ? 0.5 : 0);
  const score = (x: Features): Float64Array => {
    if (usesProbability) return columnOf(singleOutput(predictProba(x)), positive);
    const values = numbersOf(decisionFunction!(x));
    return positive === 1 ? values : values.map((value) => -value);
  };
  return {
    name: object.name,
    input: inner.input,
    ...delegateAnswers(inner),
    classes: [labels],
    predict: (x) =>
      takeLabels(
        labels,
        Int32Array.from(score(x), (value) => (value >= threshold ? positive : 1 - positive)),
      ),
  };
}

function positionOf(object: DescribedObject, label: Described, labels: Labels): number {
  const text = typeof label === 'string' ? label : String(toNumberArray(label)?.data[0]);
  const at = Array.from(labels.data as ArrayLike<unknown>, (one) =>
    typeof one === 'boolean' ? String(Number(one)) : String(one),
  ).indexOf(text);
  if (at < 0) throw badAttribute(object, 'pos_label', 'is none of classes_');
  return at;
}

function columnOf(tensor: Tensor, column: number): Float64Array {
  const values = numbersOf(tensor);
  const columns = tensor.shape[1] ?? 1;
  return Float64Array.from({ length: tensor.shape[0]! }, (_, row) => values[row * columns + column]!);
}
