import { createTensor } from '../../../payload/index.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import type { LightgbmModel } from '../../formats/lightgbm/lightgbm-model.ts';
import { parseLightgbm } from '../../formats/lightgbm/parse-lightgbm.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, hasAttribute, isObject, itemsOf, readInteger } from '../read-attributes.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { type Booster, createBooster } from './create-booster.ts';

/** lightgbm.basic.Booster of a pickle: its state holds the model text. */
export function loadPickledBooster(object: DescribedObject): Estimator {
  return readBooster(object).booster.estimator;
}

/** LGBMRegressor and LGBMRanker: predict is the Booster's, up to the best iteration. */
export function loadPredictor(object: DescribedObject): Estimator {
  return { ...readWrapped(object).booster.estimator, name: object.name };
}

export function loadClassifier(object: DescribedObject): Estimator {
  const { model, booster } = readWrapped(object);
  const base = { ...booster.estimator, name: object.name };
  // With an objective of the user's own the library answers raw scores, and so does this.
  const objective = object.state.get('_objective');
  if (objective !== undefined && objective !== null && typeof objective !== 'string') return base;
  const encoder = object.state.get('_le');
  const labels = isObject(encoder) ? readLabels(encoder, 'classes_') : readLabels(object, '_classes');
  const { outputs } = model;
  const count = outputs === 1 ? 2 : outputs;
  if (labels.data.length !== count) {
    throw badAttribute(object, '_classes', `has ${labels.data.length} labels, but the model gives ${count} classes`);
  }
  const probabilities = (x: Features): Float64Array => {
    const answer = booster.answer(x);
    return outputs === 1 ? bothClasses(answer) : answer;
  };
  return {
    ...base,
    classes: [labels],
    predict: (x) => takeLabels(labels, argmaxRows(probabilities(x), x.rows, count)),
    predictProba: (x) => createTensor('float64', [x.rows, count], probabilities(x)),
  };
}

function bothClasses(positive: Float64Array): Float64Array {
  const both = new Float64Array(positive.length * 2);
  for (let i = 0; i < positive.length; i++) {
    both[i * 2] = 1 - positive[i]!;
    both[i * 2 + 1] = positive[i]!;
  }
  return both;
}

interface Read {
  readonly model: LightgbmModel;
  readonly booster: Booster;
}

function readWrapped(object: DescribedObject): Read {
  const inner = object.state.get('_Booster');
  if (!isObject(inner))
    throw badAttribute(object, '_Booster', 'want a trained Booster: was the model fitted before it was saved?');
  return readBooster(inner);
}

/** `handle` up to LightGBM 3, `_handle` later. The text holds all iterations, best_iteration says how many are used. */
function readBooster(object: DescribedObject): Read {
  const text = object.state.get('_handle') ?? object.state.get('handle');
  if (typeof text !== 'string') throw badAttribute(object, '_handle', 'want the text of a trained model');
  const parsed = parseLightgbm(new TextEncoder().encode(text));
  const categories = readCategories(object, object.state.get('pandas_categorical'));
  const model = { ...parsed, pandasCategorical: categories ?? parsed.pandasCategorical };
  const best = hasAttribute(object, 'best_iteration') ? readInteger(object, 'best_iteration', -1) : 0;
  return { model, booster: createBooster(model, best > 0 ? best : undefined, object) };
}

function readCategories(object: DescribedObject, value: Described | undefined): LightgbmModel['pandasCategorical'] {
  if (value === undefined || value === null) return undefined;
  const lists = itemsOf(value)?.map((list) => itemsOf(list));
  const isPlain = (item: Described): boolean => ['string', 'number', 'boolean'].includes(typeof item);
  if (lists === undefined || !lists.every((list) => list?.every(isPlain))) {
    throw badAttribute(object, 'pandas_categorical', 'want lists of categories');
  }
  return lists.length === 0 ? undefined : (lists as LightgbmModel['pandasCategorical']);
}
