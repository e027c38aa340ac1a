import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { createScorer } from '../../kernels/linear-scores.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { toNumeric } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, isObject, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { createLinearClassifier, type Probability } from './linear-classifier.ts';
import { readWeights } from './read-weights.ts';

/** LinearSVC, Perceptron, passive-aggressive: scores and labels only. */
export function loadMarginClassifier(object: DescribedObject): Estimator {
  return createLinearClassifier(object, 'none');
}

/**
 * LogisticRegression: softmax, or one probability a class normalised to one where it was fitted one-versus-rest
 * (multi_class "ovr", or "auto" and "warn" where that meant it). The parameter is gone from scikit-learn 1.8 on,
 * where a binary model is one-versus-rest and any other multinomial.
 */
export function loadLogisticRegression(object: DescribedObject, context: LoadContext): Estimator {
  const multiClass = readText(object, 'multi_class', 'deprecated');
  const solver = readText(object, 'solver', 'lbfgs');
  const isBinary = readLabels(object, 'classes_').data.length <= 2;
  const isAutomatic = multiClass === 'auto' || multiClass === 'deprecated';
  // newton-cholesky learned multinomial models in 1.6.
  const isBinarySolver = solver === 'liblinear' || (solver === 'newton-cholesky' && isBefore(context.version, [1, 6]));
  const isOneVersusRest =
    multiClass === 'ovr' ||
    (multiClass === 'warn' && isBefore(context.version, [0, 22])) ||
    (isAutomatic && (isBinary || isBinarySolver));
  return createLinearClassifier(object, isOneVersusRest ? 'one-versus-rest' : 'softmax');
}

const SGD_PROBABILITY: Readonly<Record<string, Probability>> = {
  log: 'one-versus-rest',
  log_loss: 'one-versus-rest',
  modified_huber: 'modified-huber',
};

export function loadSgdClassifier(object: DescribedObject): Estimator {
  return createLinearClassifier(object, SGD_PROBABILITY[readText(object, 'loss', 'hinge')] ?? 'none');
}

/**
 * Labels live in a LabelBinarizer; for multilabel targets every output is a 0 or 1 of its own. Before 1.0 it was fitted
 * with them too, but answered the label of the greatest score.
 */
export function loadRidgeClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const binarizer = object.state.get('_label_binarizer');
  if (!isObject(binarizer)) throw badAttribute(object, '_label_binarizer', 'want the fitted LabelBinarizer');
  const labels = readLabels(binarizer, 'classes_');
  const isMultilabel = readText(binarizer, 'y_type_', 'binary').startsWith('multilabel');
  const { weights, bias, outputs, features } = readWeights(object);
  const wanted = labels.data.length === 2 && !isMultilabel ? 1 : labels.data.length;
  if (outputs !== wanted) throw badAttribute(object, 'coef_', `has ${outputs} rows for ${labels.data.length} classes`);
  const scorer = createScorer(weights, bias);
  const score = (x: Parameters<typeof toNumeric>[0]): Float64Array => scorer(toNumeric(x));
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'coef_' }),
    classes: [labels],
    decisionFunction: (x) => createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], score(x)),
    predict(x) {
      const scores = score(x);
      if (isMultilabel && !isBefore(context.version, [1, 0])) {
        return createTensor(
          'int64',
          [x.rows, outputs],
          BigInt64Array.from(scores, (s) => (s > 0 ? 1n : 0n)),
        );
      }
      if (outputs > 1) return takeLabels(labels, argmaxRows(scores, x.rows, outputs));
      return takeLabels(
        labels,
        Int32Array.from(scores, (s) => (s > 0 ? 1 : 0)),
      );
    },
  };
}
