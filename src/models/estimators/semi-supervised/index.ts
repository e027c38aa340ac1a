import type { EstimatorEntry } from '../estimator.ts';
import { loadLabelPropagation } from './load-label-propagation.ts';

const family = 'semi-supervised';

/** Label propagation of scikit-learn, by class name. */
export const SEMI_SUPERVISED: Readonly<Record<string, EstimatorEntry>> = {
  LabelPropagation: { load: loadLabelPropagation, family },
  LabelSpreading: { load: loadLabelPropagation, family },
};
