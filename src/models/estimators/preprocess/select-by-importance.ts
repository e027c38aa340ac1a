import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import type { DenseMatrix } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, hasAttribute, isObject, readInteger, readNumber, readNumbers } from '../read-attributes.ts';
import { readDense } from '../read-matrix.ts';
import { readMachineWeights } from '../svm/index.ts';
import { readTreeImportances } from './tree-importances.ts';

/** The mask of SelectFromModel: features whose importance is not below the threshold, at most max_features_ of them. */
export function selectByImportance(object: DescribedObject, version: readonly number[]): readonly boolean[] {
  const name = hasAttribute(object, 'estimator_') ? 'estimator_' : 'estimator';
  const model = object.state.get(name);
  if (!isObject(model)) throw badAttribute(object, name, 'want the fitted estimator');
  const scores = readImportances(object, model);
  const threshold = thresholdOf(object, model, scores, version);
  const most = readMost(object, scores.length);
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  const best = new Set(order.slice(0, most));
  return Array.from(scores, (score, i) => best.has(i) && !(score < threshold));
}

function readMost(object: DescribedObject, count: number): number {
  const name = hasAttribute(object, 'max_features_') ? 'max_features_' : 'max_features';
  return hasAttribute(object, name) ? readInteger(object, name, 0) : count;
}

function readImportances(object: DescribedObject, model: DescribedObject): Float64Array {
  const getter = object.state.get('importance_getter') ?? 'auto';
  if (getter !== 'auto' && getter !== 'coef_' && getter !== 'feature_importances_') {
    throw needsPython('NEEDS_PYTHON', `${object.name}.importance_getter is its own`);
  }
  if (hasAttribute(model, 'coef_')) return readCoefficients(object, model);
  const weights = readMachineWeights(model);
  if (weights !== undefined) return normOfColumns(object, weights);
  const importances = readTreeImportances(model);
  if (importances === undefined) {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}: the importances of ${model.name} are not read natively`);
  }
  return importances;
}

/** |coef_|, or the norm of each column where there are several rows. */
function readCoefficients(object: DescribedObject, model: DescribedObject): Float64Array {
  const isFlat =
    !isObject(model.state.get('coef_')) && readNumbers(model, 'coef_', { dimensions: [1, 2] }).shape.length === 1;
  if (isFlat) return readNumbers(model, 'coef_').data.map(Math.abs);
  return normOfColumns(object, readDense(model, 'coef_'));
}

function normOfColumns(object: DescribedObject, { rows, columns, data }: DenseMatrix): Float64Array {
  const order = object.state.has('norm_order') ? readNumber(object, 'norm_order') : 1;
  return Float64Array.from({ length: columns }, (_, c) => {
    let sum = 0;
    let max = 0;
    let min = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row++) {
      const size = Math.abs(data[row * columns + c]!);
      sum += order === 1 ? size : order === 2 ? size * size : size ** order;
      max = Math.max(max, size);
      min = Math.min(min, size);
    }
    if (order === Number.POSITIVE_INFINITY) return max;
    if (order === Number.NEGATIVE_INFINITY) return min;
    return order === 1 ? sum : order === 2 ? Math.sqrt(sum) : sum ** (1 / order);
  });
}

/** A number, "mean", "median", "1.25*mean", or by default 1e-5 for models with an l1 penalty and else the mean. */
function thresholdOf(
  object: DescribedObject,
  model: DescribedObject,
  scores: Float64Array,
  version: readonly number[],
): number {
  const given = object.state.get('threshold') ?? null;
  if (given === null) return isSparseModel(model, version) ? 1e-5 : mean(scores);
  if (typeof given !== 'string') return readNumber(object, 'threshold');
  const [scale, reference] = given.includes('*') ? given.split('*').map((part) => part.trim()) : ['1', given];
  const factor = Number(scale);
  if (!Number.isNaN(factor) && reference === 'mean') return factor * mean(scores);
  if (!Number.isNaN(factor) && reference === 'median') return factor * median(scores);
  throw badAttribute(object, 'threshold', `is ${given}, want a number, mean, median or a multiple of them`);
}

function isSparseModel(model: DescribedObject, version: readonly number[]): boolean {
  if (model.name.includes('Lasso')) return true;
  if (model.state.get('penalty') === 'l1') return true;
  const ratio = model.name.endsWith('CV') ? 'l1_ratio_' : 'l1_ratio';
  // Elastic nets count as sparse models since 1.1, logistic regressions of l1_ratio 1 since 1.8.
  const isElastic = /^ElasticNet(CV)?$/.test(model.name) && !isBefore(version, [1, 1]);
  const isLogistic = /^LogisticRegression(CV)?$/.test(model.name) && !isBefore(version, [1, 8]);
  if (!(isElastic || isLogistic) || !hasAttribute(model, ratio)) return false;
  return readNumbers(model, ratio).data.every((value) => Math.abs(value - 1) <= 1e-8 + 1e-5);
}

function mean(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
