import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { parseXgboost } from '../../formats/xgboost/parse-xgboost.ts';
import { bestIterations } from '../../formats/xgboost/read-xgboost-model.ts';
import type { XgboostModel } from '../../formats/xgboost/xgboost-model.ts';
import { softmaxFloat32 } from '../../kernels/float32-links.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, Labels } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, hasAttribute, isObject, readInteger, readNumber } from '../read-attributes.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { type Booster, createBooster } from './create-booster.ts';

/** xgboost.core.Booster of a pickle: its state holds the model as bytes. */
export function loadPickledBooster(object: DescribedObject): Estimator {
  return createBooster(readPickledModel(object), { source: object }).estimator;
}

function readPickledModel(object: DescribedObject): XgboostModel {
  const handle = object.state.get('handle');
  if (!(handle instanceof Uint8Array)) throw badAttribute(object, 'handle', 'want the bytes of a trained model');
  return parseXgboost(handle);
}

/** XGBRegressor, XGBRFRegressor and XGBRanker: predict is the Booster's, up to the best iteration. */
export function loadPredictor(object: DescribedObject): Estimator {
  const { booster } = readWrapped(object);
  return { ...booster.estimator, name: object.name };
}

/** XGBClassifier and XGBRFClassifier. */
export function loadClassifier(object: DescribedObject): Estimator {
  const { model, booster } = readWrapped(object);
  const classCount = hasAttribute(object, 'n_classes_')
    ? readInteger(object, 'n_classes_', 0, 2 ** 31 - 1)
    : Math.max(2, model.classCount);
  return createClassifier(object.name, model, booster, readClasses(object, classCount, model), classCount);
}

/** What MLflow's xgboost flavour makes of a file whose model_class is a wrapper. */
export function wrapModel(className: string, model: XgboostModel): Estimator {
  const booster = createBooster(model, optionsOf(model));
  if (!className.endsWith('Classifier')) return { ...booster.estimator, name: className };
  const classCount = Math.max(2, model.classCount);
  return createClassifier(className, model, booster, countedLabels(classCount), classCount);
}

function optionsOf(model: XgboostModel): { readonly iterations?: number } {
  const iterations = bestIterations(model);
  return iterations === undefined ? {} : { iterations };
}

function readWrapped(object: DescribedObject): { readonly model: XgboostModel; readonly booster: Booster } {
  const inner = object.state.get('_Booster');
  if (!isObject(inner))
    throw badAttribute(object, '_Booster', 'want a trained Booster: was the model fitted before it was saved?');
  const model = readPickledModel(inner);
  const missing = hasAttribute(object, 'missing') ? readNumber(object, 'missing') : Number.NaN;
  return { model, booster: createBooster(model, { missing, source: inner, ...optionsOf(model) }) };
}

/** Labels are 0 .. n - 1 since XGBoost 1.6; before, a label encoder in `_le` held them. */
function readClasses(object: DescribedObject, classCount: number, model: XgboostModel): Labels {
  const encoder = object.state.get('_le');
  const labels = isObject(encoder)
    ? readLabels(encoder, 'classes_')
    : hasAttribute(object, 'classes_')
      ? readLabels(object, 'classes_')
      : undefined;
  const wanted = Math.max(2, model.classCount);
  if (labels === undefined) {
    if (classCount > Math.max(wanted, model.outputs)) {
      throw badAttribute(object, 'n_classes_', `is ${classCount}, but the model gives ${wanted} classes`);
    }
    return countedLabels(classCount);
  }
  if (labels.data.length < wanted && labels.data.length !== 1) {
    throw badAttribute(object, 'classes_', `has ${labels.data.length} labels, but the model gives ${wanted} classes`);
  }
  return labels;
}

function countedLabels(count: number): Labels {
  return createTensor(
    'int64',
    [count],
    BigInt64Array.from({ length: count }, (_, i) => BigInt(i)),
  );
}

function createClassifier(
  name: string,
  model: XgboostModel,
  booster: Booster,
  labels: Labels,
  classCount: number,
): Estimator {
  const { outputs } = model;
  const base = { ...booster.estimator, name };
  if (outputs > 1 && classCount === 2 && model.classCount < 2) return { ...base, ...multiLabel(booster, outputs) };
  if (outputs > 1) {
    // multi:softmax answers labels: probabilities then come from the margins.
    const probabilities = (x: Features): Float32Array => softmaxFloat32(booster.margins(x), outputs);
    return {
      ...base,
      classes: [labels],
      predict: (x) => takeLabels(labels, argmaxRows(probabilities(x), x.rows, outputs)),
      predictProba: (x) => createTensor('float32', [x.rows, outputs], probabilities(x)),
    };
  }
  const positive = (x: Features): Float32Array => booster.answer(x).data as Float32Array;
  return {
    ...base,
    classes: [labels],
    predict: (x) =>
      takeLabels(
        labels,
        Int32Array.from(positive(x), (p) => (p > 0.5 ? 1 : 0)),
      ),
    predictProba: (x) => createTensor('float32', [x.rows, 2], bothClasses(positive(x))),
  };
}

function bothClasses(positive: Float32Array): Float32Array {
  const both = new Float32Array(positive.length * 2);
  for (let i = 0; i < positive.length; i++) {
    both[i * 2] = 1 - positive[i]!;
    both[i * 2 + 1] = positive[i]!;
  }
  return both;
}

/** Several labels a row, each true or not: (rows, labels). */
function multiLabel(booster: Booster, outputs: number): Partial<Estimator> {
  const answer = (x: Features): Tensor => booster.answer(x);
  return {
    predict: (x) =>
      createTensor(
        'int64',
        [x.rows, outputs],
        BigInt64Array.from(answer(x).data as Float32Array, (p) => (p > 0.5 ? 1n : 0n)),
      ),
    predictProba: answer,
  };
}
