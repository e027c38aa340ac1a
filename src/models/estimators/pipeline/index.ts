import type { EstimatorEntry } from '../estimator.ts';
import { loadColumnTransformer } from './load-column-transformer.ts';
import { loadFeatureUnion } from './load-feature-union.ts';
import { loadPipeline } from './load-pipeline.ts';
import { loadTransformedTarget } from './load-transformed-target.ts';

const family = 'pipeline';

/** Compositions of scikit-learn, by class name. */
export const PIPELINE: Readonly<Record<string, EstimatorEntry>> = {
  ColumnTransformer: { load: loadColumnTransformer, family },
  FeatureUnion: { load: loadFeatureUnion, family },
  Pipeline: { load: loadPipeline, family },
  TransformedTargetRegressor: { load: loadTransformedTarget, family },
};
