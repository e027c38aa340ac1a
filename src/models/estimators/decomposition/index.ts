import type { EstimatorEntry } from '../estimator.ts';
import { loadDictionary } from './load-dictionaries.ts';
import { loadKernelPca } from './load-kernel-pca.ts';
import { loadFactorAnalysis, loadPca } from './load-latent-gaussians.ts';
import { loadMiniBatchNmf, loadNmf } from './load-nmf.ts';
import { loadFastIca, loadIncrementalPca, loadPlainProjection, loadSparsePca } from './load-projections.ts';
import { loadLatentDirichletAllocation } from './load-topics.ts';

const family = 'decomposition';

/** Matrix decompositions and projections of scikit-learn, by class name. */
export const DECOMPOSITION: Readonly<Record<string, EstimatorEntry>> = {
  DictionaryLearning: { load: loadDictionary, family },
  FactorAnalysis: { load: loadFactorAnalysis, family },
  FastICA: { load: loadFastIca, family },
  GaussianRandomProjection: { load: loadPlainProjection, family },
  IncrementalPCA: { load: loadIncrementalPca, family },
  KernelPCA: { load: loadKernelPca, family },
  LatentDirichletAllocation: { load: loadLatentDirichletAllocation, family },
  MiniBatchDictionaryLearning: { load: loadDictionary, family },
  MiniBatchNMF: { load: loadMiniBatchNmf, family },
  MiniBatchSparsePCA: { load: loadSparsePca, family },
  NMF: { load: loadNmf, family },
  NeighborhoodComponentsAnalysis: { load: loadPlainProjection, family },
  PCA: { load: loadPca, family },
  SparseCoder: { load: loadDictionary, family },
  SparsePCA: { load: loadSparsePca, family },
  SparseRandomProjection: { load: loadPlainProjection, family },
  TruncatedSVD: { load: loadPlainProjection, family },
};
