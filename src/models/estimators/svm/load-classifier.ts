import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { coupleProbabilities } from '../../kernels/couple-probabilities.ts';
import { argmaxRows, logOf } from '../../kernels/probabilities.ts';
import { classScores, countVotes, pairDecisions } from '../../kernels/svm-decision.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, hasAttribute, readBoolean, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { readDecisionShape, readMachine, readSupportCounts } from './read-machine.ts';

/** SVC and NuSVC: votes of all pairs of classes; probabilities where it was fitted with them. */
export function loadSupportVectorClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const machine = readMachine(object);
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  if (classes < 2) throw badAttribute(object, 'classes_', `has ${classes} classes, want 2 or more`);
  const pairs = (classes * (classes - 1)) / 2;
  if (machine.intercept.length !== pairs) {
    throw badAttribute(object, '_intercept_', `has ${machine.intercept.length} values for ${pairs} pairs of classes`);
  }
  if (machine.coefRows !== classes - 1) {
    throw badAttribute(object, '_dual_coef_', `has ${machine.coefRows} rows for ${classes} classes`);
  }
  const starts = readSupportCounts(object, machine.vectorCount, classes);
  const shape = readDecisionShape(object);
  const breaksTies = readBoolean(object, 'break_ties', false) && shape === 'ovr' && classes > 2;
  const isScaledByBatch = isBefore(context.version, [0, 21]);
  const kernelValues = new Float64Array(machine.vectorCount);

  const decide = (x: Features): Float64Array => {
    const decisions = new Float64Array(x.rows * pairs);
    const fill = machine.prepare(x);
    for (let row = 0; row < x.rows; row++) {
      fill(row, kernelValues);
      pairDecisions(kernelValues, machine.coef, starts, machine.intercept, decisions, row * pairs);
    }
    return decisions;
  };
  const score = (x: Features): Tensor => {
    const decisions = decide(x);
    // scikit-learn turns the sign of a binary model, so that above 0 means the second class.
    if (classes === 2) return createTensor('float64', [x.rows], decisions.map(negate));
    if (shape === 'ovo') return createTensor('float64', [x.rows, pairs], decisions);
    return createTensor('float64', [x.rows, classes], classScores(decisions, x.rows, classes, isScaledByBatch));
  };
  const votes = new Int32Array(classes);
  const base: Estimator = {
    name: object.name,
    input: readInputContract(object, { featureCount: machine.featureCount, source: 'support_vectors_' }),
    classes: [labels],
    decisionFunction: score,
    predict(x) {
      if (breaksTies) return takeLabels(labels, argmaxRows(score(x).data as Float64Array, x.rows, classes));
      const decisions = decide(x);
      const best = new Int32Array(x.rows);
      for (let row = 0; row < x.rows; row++) best[row] = countVotes(decisions, row * pairs, classes, votes);
      return takeLabels(labels, best);
    },
  };
  return withProbabilities(object, base, decide, classes);
}

function negate(value: number): number {
  return -value;
}

/** Adds the probabilities where the model was fitted with `probability=True`: it has a sigmoid per pair of classes then. */
function withProbabilities(
  object: DescribedObject,
  base: Estimator,
  decide: (x: Features) => Float64Array,
  classes: number,
): Estimator {
  const isWanted = object.state.get('probability') === true;
  const [a, b] = hasAttribute(object, '_probA') ? ['_probA', '_probB'] : ['probA_', 'probB_'];
  if (!isWanted || !hasAttribute(object, a) || readNumbers(object, a).data.length === 0) return base;
  const pairs = (classes * (classes - 1)) / 2;
  const slopes = readNumbers(object, a, { shape: [pairs] }).data;
  const offsets = readNumbers(object, b, { shape: [pairs] }).data;
  const scratch = new Float64Array(2 * classes * classes + classes);
  const probabilities = (x: Features): Float64Array => {
    const decisions = decide(x);
    const out = new Float64Array(x.rows * classes);
    for (let row = 0; row < x.rows; row++) {
      coupleProbabilities(decisions, row * pairs, slopes, offsets, classes, scratch, out, row * classes);
    }
    return out;
  };
  return {
    ...base,
    predictProba: (x) => createTensor('float64', [x.rows, classes], probabilities(x)),
    predictLogProba: (x) => createTensor('float64', [x.rows, classes], logOf(probabilities(x))),
  };
}
