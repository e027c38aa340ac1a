import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { logOf } from '../../kernels/probabilities.ts';
import { type ClassGaussian, quadraticScores } from '../../kernels/quadratic-scores.ts';
import { decisionTensor } from '../decision-tensor.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { createJointClassifier } from '../joint-classifier.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, readItems, readNumbers, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels } from '../read-labels.ts';

/** QuadraticDiscriminantAnalysis: log density of each class's own normal distribution and its prior. */
export function loadQuadraticDiscriminant(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const means = readNumbers(object, 'means_', { shape: [classes, undefined], isFinite: true });
  const width = means.shape[1]!;
  const gaussians = readGaussians(object, means.data, classes, width);
  const score = (x: Features): Float64Array => quadraticScores(toDense(x).data, x.rows, width, gaussians);
  const input = readInputContract(object, { featureCount: width, source: 'means_' });
  const joint = createJointClassifier(object.name, input, labels, score);
  const base: Estimator = { ...joint, decisionFunction: (x) => decisionTensor(score(x), x.rows, classes) };
  if (!isBefore(context.version, [1, 6])) return base;
  return {
    ...base,
    // Before 1.6 it was the logarithm of the probabilities, which is -Infinity where those are 0.
    predictLogProba(x) {
      const { data } = joint.predictProba!(x) as { data: Float64Array };
      return createTensor('float64', [x.rows, classes], logOf(data));
    },
  };
}

/** rotations_ (a list of (width, rank)) and scalings_ (a list of (rank)): eigenvectors and values of each class's covariance. */
function readGaussians(
  object: DescribedObject,
  means: Float64Array,
  classes: number,
  width: number,
): readonly ClassGaussian[] {
  const rotations = readItems(object, 'rotations_');
  const scalings = readItems(object, 'scalings_');
  const priors = readNumbers(object, 'priors_', { shape: [classes] }).data;
  if (rotations.length !== classes || scalings.length !== classes) {
    throw badAttribute(
      object,
      'rotations_',
      `has ${rotations.length} and scalings_ ${scalings.length} of ${classes} classes`,
    );
  }
  return rotations.map((item, c) => {
    const rotation = toNumberArray(item);
    const scaling = toNumberArray(scalings[c]);
    const rank = scaling?.data.length ?? 0;
    if (scaling === undefined || rotation?.shape.join() !== `${width},${rank}`) {
      throw badAttribute(object, 'rotations_', `want [${width}, ${rank}] for class ${c}`);
    }
    const axes = rotation.data.map((value, i) => value / Math.sqrt(scaling.data[i % rank]!));
    let logDeterminant = 0;
    for (const value of scaling.data) logDeterminant += Math.log(value);
    const base = Math.log(priors[c]!) - 0.5 * logDeterminant;
    return { mean: means.subarray(c * width, (c + 1) * width), axes, rank, base };
  });
}
