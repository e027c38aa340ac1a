import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { weightedMedians } from '../../kernels/weighted-medians.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { packValues } from '../trees/load-regressor.ts';
import { sumLeaves } from '../trees/score-forest.ts';
import { loadMembers, readEnsembleFeatures } from './load-members.ts';
import { readTreeRegressors } from './tree-members.ts';

interface Predictions {
  readonly featureCount: number;
  readonly members: number;
  /** What each member predicts: (rows, members). */
  predict(x: Features): Float64Array;
}

/** The weighted median of the members' predictions. Source: Drucker, "Improving regressors using boosting techniques" (1997). */
export function loadAdaBoostRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const predictions = predictionsOfTrees(object) ?? predictionsOfMembers(object, context);
  const { featureCount, members } = predictions;
  const weights = readNumbers(object, 'estimator_weights_', { dimensions: [1], isFinite: true }).data;
  if (weights.length < members)
    throw badAttribute(object, 'estimator_weights_', `has ${weights.length} weights for ${members} estimators`);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount, source: 'estimators_' }),
    predict: (x) =>
      createTensor('float64', [x.rows], weightedMedians(predictions.predict(x), x.rows, members, weights)),
  };
}

/** Trees: a forest in which each tree has an output of its own. */
function predictionsOfTrees(object: DescribedObject): Predictions | undefined {
  const trees = readTreeRegressors(object);
  if (trees === undefined || trees[0]!.outputs !== 1) return undefined;
  const packed = packValues(trees, { groups: trees.length });
  return {
    featureCount: packed.forest.featureCount,
    members: packed.forest.roots.length,
    predict: (x) => sumLeaves(packed, x),
  };
}

function predictionsOfMembers(object: DescribedObject, context: LoadContext): Predictions {
  const members = loadMembers(object, context);
  members.forEach((member, i) => {
    if (member.predict === undefined) throw badAttribute(object, `estimators_[${i}]`, `${member.name} has no predict`);
  });
  return {
    featureCount: readEnsembleFeatures(object, members[0]!.input.featureCount),
    members: members.length,
    predict(x) {
      const values = new Float64Array(x.rows * members.length);
      members.forEach((member, m) => {
        const { data } = member.predict!(x);
        for (let row = 0; row < x.rows; row++) values[row * members.length + m] = Number(data[row]);
      });
      return values;
    },
  };
}
