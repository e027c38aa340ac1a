import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, EstimatorEntry } from '../estimator.ts';
import { loadPickledBooster as loadLightgbm } from '../lightgbm/index.ts';
import { loadPickledBooster as loadXgboost } from '../xgboost/index.ts';

/** Both libraries call it Booster: the module tells them apart. */
function loadBooster(object: DescribedObject): Estimator {
  return object.module.startsWith('lightgbm') ? loadLightgbm(object) : loadXgboost(object);
}

/** Pickled Boosters, without a scikit-learn class around them. */
export const BOOSTERS: Readonly<Record<string, EstimatorEntry>> = {
  Booster: { load: loadBooster, family: 'boosters' },
};
