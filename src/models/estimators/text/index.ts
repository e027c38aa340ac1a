import type { EstimatorEntry } from '../estimator.ts';
import { loadDictVectorizer } from './load-dict-vectorizer.ts';
import { loadFeatureHasher, loadHashingVectorizer } from './load-hashers.ts';
import { loadTfidfTransformer } from './load-tfidf.ts';
import { loadCountVectorizer, loadTfidfVectorizer } from './load-vectorizers.ts';

const family = 'text';

/** Vectorizers of texts and records of scikit-learn, by class name. */
export const TEXT: Readonly<Record<string, EstimatorEntry>> = {
  CountVectorizer: { load: loadCountVectorizer, family },
  DictVectorizer: { load: loadDictVectorizer, family },
  FeatureHasher: { load: loadFeatureHasher, family },
  HashingVectorizer: { load: loadHashingVectorizer, family },
  TfidfTransformer: { load: loadTfidfTransformer, family },
  TfidfVectorizer: { load: loadTfidfVectorizer, family },
};
