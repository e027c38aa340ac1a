import { createTensor, type Tensor } from '../../payload/index.ts';
import { expInPlace, normalizeLogRows } from '../kernels/log-sum-exp.ts';
import { argmaxRows } from '../kernels/probabilities.ts';
import type { Estimator, InputContract, Labels } from './estimator.ts';
import type { Features } from './features.ts';
import { takeLabels } from './read-labels.ts';

/**
 * A classifier that knows log P(x, class) up to a term that is the same for all classes: labels are its maximum,
 * probabilities are it normalised. `joint` gives (rows, classes), a fresh array for each call.
 */
export function createJointClassifier(
  name: string,
  input: InputContract,
  labels: Labels,
  joint: (x: Features) => Float64Array,
): Estimator {
  const classes = labels.data.length;
  const shaped = (x: Features, values: Float64Array): Tensor => createTensor('float64', [x.rows, classes], values);
  const logProbabilities = (x: Features): Float64Array => normalizeLogRows(joint(x), classes);
  return {
    name,
    input,
    classes: [labels],
    predict: (x) => takeLabels(labels, argmaxRows(joint(x), x.rows, classes)),
    predictLogProba: (x) => shaped(x, logProbabilities(x)),
    predictProba: (x) => shaped(x, expInPlace(logProbabilities(x))),
  };
}
