import type { DescribedObject } from '../../formats/described.ts';
import { gaussianJoint } from '../../kernels/gaussian-joint.ts';
import type { Estimator } from '../estimator.ts';
import { toDense } from '../features.ts';
import { createJointClassifier } from '../joint-classifier.ts';
import { hasAttribute, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels } from '../read-labels.ts';

/** GaussianNB: class means theta_, variances var_ (sigma_ before 1.0) and priors. */
export function loadGaussian(object: DescribedObject): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const means = readNumbers(object, 'theta_', { shape: [classes, undefined] });
  const width = means.shape[1]!;
  const variances = readNumbers(object, hasAttribute(object, 'var_') ? 'var_' : 'sigma_', { shape: [classes, width] });
  const priors = readNumbers(object, 'class_prior_', { shape: [classes] }).data;
  const base = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += Math.log(2 * Math.PI * variances.data[c * width + i]!);
    base[c] = Math.log(priors[c]!) - 0.5 * sum;
  }
  const input = readInputContract(object, { featureCount: width, source: 'theta_' });
  return createJointClassifier(object.name, input, labels, (x) => {
    const dense = toDense(x);
    return gaussianJoint(dense.data, dense.rows, width, means.data, variances.data, base);
  });
}
