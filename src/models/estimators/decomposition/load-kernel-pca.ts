import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { createDense } from '../features.ts';
import { forEachKernelRow } from '../kernel-rows.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, hasAttribute, isObject, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readPairwiseKernel } from '../read-kernel.ts';
import { readDense } from '../read-matrix.ts';

/** KernelPCA: kernel values to the training rows, centred as they were, times eigenvectors / root of eigenvalues (lambdas_, alphas_ before 1.0). */
export function loadKernelPca(object: DescribedObject): Estimator {
  const fitted = readDense(object, 'X_fit_');
  const kernel = readPairwiseKernel(object, fitted.columns);
  const count = kernel === 'precomputed' ? fitted.columns : fitted.rows;
  const [valuesName, vectorsName] = hasAttribute(object, 'eigenvalues_')
    ? (['eigenvalues_', 'eigenvectors_'] as const)
    : (['lambdas_', 'alphas_'] as const);
  const eigenvalues = readNumbers(object, valuesName, { dimensions: [1], isFinite: true }).data;
  const outputs = eigenvalues.length;
  const weights = readNumbers(object, vectorsName, { shape: [fitted.rows, outputs], isFinite: true }).data.slice();
  for (let i = 0; i < weights.length; i++) {
    const value = eigenvalues[i % outputs]!;
    weights[i] = value === 0 ? 0 : weights[i]! / Math.sqrt(value);
  }
  const centerer = object.state.get('_centerer');
  if (!isObject(centerer)) throw badAttribute(object, '_centerer', 'want the fitted KernelCenterer');
  const columnMeans = readNumbers(centerer, 'K_fit_rows_', { shape: [count] }).data;
  const totalMean = readNumber(centerer, 'K_fit_all_');
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: fitted.columns, source: 'X_fit_' }),
    outputNames: numberedNames(object.name, outputs),
    transform(x) {
      const out = createDense(x.rows, outputs);
      forEachKernelRow(kernel, x, fitted, (row, values) => {
        let mean = 0;
        for (let i = 0; i < count; i++) mean += values[i]!;
        mean /= count;
        for (let i = 0; i < count; i++) {
          const centred = values[i]! - columnMeans[i]! - mean + totalMean;
          for (let o = 0; o < outputs; o++) out.data[row * outputs + o]! += centred * weights[i * outputs + o]!;
        }
      });
      return out;
    },
  };
}
