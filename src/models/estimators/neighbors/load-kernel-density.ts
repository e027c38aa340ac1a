import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { isDensityKernel, logKernel, logNormalization } from '../../kernels/kernel-density.ts';
import { logSumExp } from '../../kernels/log-sum-exp.ts';
import { fillReducedDistances } from '../../kernels/neighbors/brute-search.ts';
import { createMetric } from '../../kernels/neighbors/metrics.ts';
import type { Estimator } from '../estimator.ts';
import { toDense } from '../features.ts';
import {
  badAttribute,
  hasAttribute,
  isObject,
  itemsOf,
  readNumber,
  readText,
  toNumberArray,
} from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** KernelDensity: the log density out of all training rows, which its tree holds. A tolerance of the original is not used: this is exact. */
export function loadKernelDensity(object: DescribedObject): Estimator {
  const { data, rows, width, weights } = readRows(object);
  const kernel = readText(object, 'kernel');
  if (!isDensityKernel(kernel)) throw badAttribute(object, 'kernel', `is ${kernel}`);
  const metricName = readText(object, 'metric');
  const metric = (object.state.get('metric_params') ?? null) === null ? createMetric(metricName, {}) : undefined;
  if (metric === undefined) {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}: metric ${metricName} does not run natively`);
  }
  const bandwidth = readNumber(object, hasAttribute(object, 'bandwidth_') ? 'bandwidth_' : 'bandwidth');
  if (!(bandwidth > 0)) throw badAttribute(object, 'bandwidth', `is ${bandwidth}, want a number above 0`);
  const total = weights?.reduce((a, b) => a + b, 0) ?? rows;
  const constant = logNormalization(kernel, bandwidth, width) - Math.log(total);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'tree_' }),
    scoreSamples(features) {
      const x = toDense(features).data;
      const out = new Float64Array(features.rows);
      const values = new Float64Array(rows);
      for (let row = 0; row < out.length; row++) {
        fillReducedDistances(metric, x, row * width, data, rows, width, values);
        for (let i = 0; i < rows; i++) {
          const weight = weights === undefined ? 0 : Math.log(weights[i]!);
          values[i] = logKernel(kernel, metric.toDistance(values[i]!), bandwidth) + weight;
        }
        out[row] = logSumExp(values, 0, rows) + constant;
      }
      return createTensor('float64', [out.length], out);
    },
  };
}

interface Rows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly width: number;
  readonly weights: Float64Array | undefined;
}

/** The state of the tree: the rows first, their weights (or None) last. */
function readRows(object: DescribedObject): Rows {
  const tree = object.state.get('tree_');
  const parts = isObject(tree) ? itemsOf(tree.rawState) : undefined;
  const data = toNumberArray(parts?.[0]);
  if (parts === undefined || data?.shape.length !== 2) throw badAttribute(object, 'tree_', 'want a tree with its rows');
  const [rows, width] = data.shape as [number, number];
  if (rows === 0) throw badAttribute(object, 'tree_', 'has no rows');
  const weights = toNumberArray(parts[12] ?? null)?.data;
  if (weights !== undefined && weights.length !== rows) {
    throw badAttribute(object, 'tree_', `has ${weights.length} weights for ${rows} rows`);
  }
  return { data: data.data, rows, width, weights };
}
