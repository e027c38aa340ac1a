import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readNetwork } from './read-network.ts';

/** MLPRegressor: the last layer's values, (rows,) where it has a single one. */
export function loadMlpRegressor(object: DescribedObject): Estimator {
  const network = readNetwork(object);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: network.inputs, source: 'coefs_' }),
    predict: (x) =>
      createTensor('float64', network.outputs === 1 ? [x.rows] : [x.rows, network.outputs], network.run(x)),
  };
}
