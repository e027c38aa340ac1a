import type { DescribedObject } from '../../formats/described.ts';
import { createScorer } from '../../kernels/linear-scores.ts';
import type { Estimator, Labels } from '../estimator.ts';
import { type DenseMatrix, type SparseMatrix, toNumeric } from '../features.ts';
import { createJointClassifier } from '../joint-classifier.ts';
import { readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels } from '../read-labels.ts';

interface Counting {
  readonly labels: Labels;
  readonly classes: number;
  readonly width: number;
  /** (classes, width) */
  readonly logProbabilities: Float64Array;
  readonly logPriors: Float64Array;
}

function readCounting(object: DescribedObject): Counting {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const table = readNumbers(object, 'feature_log_prob_', { shape: [classes, undefined] });
  const logPriors = readNumbers(object, 'class_log_prior_', { shape: [classes] }).data;
  return { labels, classes, width: table.shape[1]!, logProbabilities: table.data, logPriors };
}

/** MultinomialNB: x log P(feature | class)^T + log prior. */
export function loadMultinomial(object: DescribedObject): Estimator {
  const { logProbabilities, logPriors, ...rest } = readCounting(object);
  return createCounting(object, rest, logProbabilities, logPriors, toNumeric);
}

/** ComplementNB: as multinomial, but the prior counts only where there is a single class. */
export function loadComplement(object: DescribedObject): Estimator {
  const { logProbabilities, logPriors, ...rest } = readCounting(object);
  const base = rest.classes === 1 ? logPriors : new Float64Array(rest.classes);
  return createCounting(object, rest, logProbabilities, base, toNumeric);
}

/** BernoulliNB: features are made 0 or 1 first (binarize); an absent feature counts with log(1 - P). */
export function loadBernoulli(object: DescribedObject): Estimator {
  const { logProbabilities, logPriors, ...rest } = readCounting(object);
  const { classes, width } = rest;
  const weights = new Float64Array(classes * width);
  const base = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    let sum = 0;
    for (let i = c * width; i < (c + 1) * width; i++) {
      const absent = Math.log(1 - Math.exp(logProbabilities[i]!));
      weights[i] = logProbabilities[i]! - absent;
      sum += absent;
    }
    base[c] = logPriors[c]! + sum;
  }
  const isBinarized = (object.state.get('binarize') ?? null) !== null;
  const threshold = isBinarized ? readNumber(object, 'binarize') : 0;
  return createCounting(object, rest, weights, base, (x) => {
    const numeric = toNumeric(x);
    return isBinarized ? binarize(numeric, threshold) : numeric;
  });
}

function createCounting(
  object: DescribedObject,
  { labels, width }: Pick<Counting, 'labels' | 'width'>,
  weights: Float64Array,
  base: Float64Array,
  prepare: (x: Parameters<typeof toNumeric>[0]) => DenseMatrix | SparseMatrix,
): Estimator {
  const input = readInputContract(object, { featureCount: width, source: 'feature_log_prob_' });
  const scorer = createScorer(weights, base);
  return createJointClassifier(object.name, input, labels, (x) => scorer(prepare(x)));
}

function binarize<M extends DenseMatrix | SparseMatrix>(x: M, threshold: number): M {
  const data = new Float64Array(x.data.length);
  for (let i = 0; i < data.length; i++) data[i] = x.data[i]! > threshold ? 1 : 0;
  return { ...x, data };
}
