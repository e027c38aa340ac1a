import type { EstimatorEntry } from '../estimator.ts';
import { loadCategorical } from './load-categorical.ts';
import { loadBernoulli, loadComplement, loadMultinomial } from './load-counting.ts';
import { loadGaussian } from './load-gaussian.ts';

const family = 'naive-bayes';

/** Naive Bayes classifiers of scikit-learn, by class name. */
export const NAIVE_BAYES: Readonly<Record<string, EstimatorEntry>> = {
  BernoulliNB: { load: loadBernoulli, family },
  CategoricalNB: { load: loadCategorical, family },
  ComplementNB: { load: loadComplement, family },
  GaussianNB: { load: loadGaussian, family },
  MultinomialNB: { load: loadMultinomial, family },
};
