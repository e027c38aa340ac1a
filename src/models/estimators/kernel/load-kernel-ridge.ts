import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { forEachKernelRow } from '../kernel-rows.ts';
import { badAttribute, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readPairwiseKernel } from '../read-kernel.ts';
import { readDense } from '../read-matrix.ts';

/** KernelRidge: k(x, training rows) dual_coef_. */
export function loadKernelRidge(object: DescribedObject): Estimator {
  const fitted = readDense(object, 'X_fit_');
  const kernel = readPairwiseKernel(object, fitted.columns);
  const coef = readNumbers(object, 'dual_coef_', { dimensions: [1, 2], isFinite: true });
  const [count, outputs = 1] = coef.shape;
  if (count !== fitted.rows)
    throw badAttribute(object, 'dual_coef_', `has ${count} rows for ${fitted.rows} training rows`);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: fitted.columns, source: 'X_fit_' }),
    predict(x) {
      const out = new Float64Array(x.rows * outputs);
      forEachKernelRow(kernel, x, fitted, (row, values) => {
        for (let o = 0; o < outputs; o++) {
          let sum = 0;
          for (let i = 0; i < values.length; i++) sum += values[i]! * coef.data[i * outputs + o]!;
          out[row * outputs + o] = sum;
        }
      });
      return createTensor('float64', coef.shape.length === 1 ? [x.rows] : [x.rows, outputs], out);
    },
  };
}
