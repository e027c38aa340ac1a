import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { fillReducedDistances } from '../../kernels/neighbors/brute-search.ts';
import { createMetric } from '../../kernels/neighbors/metrics.ts';
import { decisionTensor } from '../decision-tensor.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { createJointClassifier } from '../joint-classifier.ts';
import { hasAttribute, readNumbers, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';

/**
 * NearestCentroid: the class whose centroid is nearest. From 1.6 on it has priors and scores, too:
 * -d^2 + 2 log prior, with features divided by their standard deviation within classes (where that is not 0).
 */
export function loadNearestCentroid(object: DescribedObject): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const centroids = readNumbers(object, 'centroids_', { shape: [classes, undefined] });
  const width = centroids.shape[1]!;
  const metricName = readText(object, 'metric', 'euclidean');
  const metric = createMetric(metricName, {});
  if (metric === undefined) {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}: metric ${metricName} does not run natively`);
  }
  const input = readInputContract(object, {
    featureCount: width,
    source: 'centroids_',
    allowsNaN: metricName === 'nan_euclidean',
  });
  const distances = new Float64Array(classes);
  const predictNearest = (x: Features) => {
    const { data, rows } = toDense(x);
    const best = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      fillReducedDistances(metric, data, row * width, centroids.data, classes, width, distances);
      for (let c = 1; c < classes; c++) if (distances[c]! < distances[best[row]!]!) best[row] = c;
    }
    return takeLabels(labels, best);
  };
  const base: Estimator = { name: object.name, input, classes: [labels], predict: predictNearest };
  if (!hasAttribute(object, 'class_prior_')) return base;
  const priors = readNumbers(object, 'class_prior_', { shape: [classes] }).data;
  const deviations = readNumbers(object, 'within_class_std_dev_', { shape: [width] }).data;
  const score = (x: Features): Float64Array => scoreCentroids(x, centroids.data, deviations, priors);
  const joint = createJointClassifier(object.name, input, labels, score);
  const isUniform = priors.every((prior) => Math.abs(prior - 1 / classes) <= 1e-8 + 1e-5 / classes);
  const predict = isUniform ? predictNearest : joint.predict!;
  // Scores are there for the euclidean metric alone.
  if (metric.name !== 'euclidean') return { ...base, predict };
  return { ...joint, predict, decisionFunction: (x) => decisionTensor(score(x), x.rows, classes) };
}

function scoreCentroids(x: Features, centroids: Float64Array, deviations: Float64Array, priors: Float64Array) {
  const { data, rows } = toDense(x);
  const width = deviations.length;
  const classes = priors.length;
  const scores = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const deviation = deviations[i] === 0 ? 1 : deviations[i]!;
        const d = (data[row * width + i]! - centroids[c * width + i]!) / deviation;
        sum += d * d;
      }
      scores[row * classes + c] = 2 * Math.log(priors[c]!) - sum;
    }
  }
  return scores;
}
