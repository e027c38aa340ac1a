import type { DescribedObject } from '../../formats/described.ts';
import { activate } from '../../kernels/activations.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toNumeric } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** BernoulliRBM: probabilities of the hidden units, logistic(x components_^T + intercept_hidden_). */
export function loadBoltzmannMachine(object: DescribedObject): Estimator {
  const components = readNumbers(object, 'components_', { dimensions: [2], isFinite: true });
  const [units, width] = components.shape as [number, number];
  const bias = readNumbers(object, 'intercept_hidden_', { shape: [units], isFinite: true }).data;
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'components_' }),
    outputNames: numberedNames(object.name, units),
    transform(x) {
      const values = linearScores(toNumeric(x), components.data, bias);
      activate('logistic', values, units);
      return createDense(x.rows, units, values as Float64Array<ArrayBuffer>);
    },
  };
}
