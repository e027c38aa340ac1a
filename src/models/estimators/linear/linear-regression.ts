import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import type { Estimator } from '../estimator.ts';
import { toNumeric } from '../features.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readWeights } from './read-weights.ts';

/** Every regressor whose answer is x coef_^T + intercept_. coef_ of shape (features,) answers (rows,), else (rows, outputs). */
export function loadLinearRegression(object: DescribedObject): Estimator {
  const { weights, bias, outputs, features, isFlat } = readWeights(object);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'coef_' }),
    predict(x) {
      const scores = linearScores(toNumeric(x), weights, bias);
      return createTensor('float64', isFlat ? [x.rows] : [x.rows, outputs], scores);
    },
  };
}
