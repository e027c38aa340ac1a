import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { transpose } from '../../kernels/matrix-product.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createLinearClassifier } from '../linear/linear-classifier.ts';
import { isBefore } from '../load-estimator.ts';
import { numberedNames } from '../numbered-names.ts';
import { createProjector, type Projection } from '../projection.ts';
import { badAttribute, hasAttribute, readInteger, readNumbers, readText } from '../read-attributes.ts';
import { readLabels } from '../read-labels.ts';

/** The least normal float64: what stands for a probability of 0 in logarithms. */
const SMALLEST_NORMAL = 2 ** -1022;

/** LinearDiscriminantAnalysis: a linear classifier with softmax, and the projection on the discriminants (not for solver lsqr). */
export function loadLinearDiscriminant(object: DescribedObject, context: LoadContext): Estimator {
  const classCount = readLabels(object, 'classes_').data.length;
  const isBinary = classCount <= 2;
  const isOneVersusRest = isBinary || isBefore(context.version, [0, 22]);
  // Of a single class the original has labels and scores only: its predict_proba fails.
  const base = createLinearClassifier(
    object,
    classCount < 2 ? 'none' : isOneVersusRest ? 'one-versus-rest' : 'softmax',
  );
  const classifier = withLogarithms(base);
  const projection = readProjection(object);
  if (projection === undefined) return classifier;
  return {
    ...classifier,
    outputNames: numberedNames(object.name, projection.outputs),
    transform: createProjector(projection),
  };
}

function withLogarithms(base: Estimator): Estimator {
  const { predictProba } = base;
  if (predictProba === undefined) return base;
  return {
    ...base,
    predictLogProba(x) {
      const { shape, data } = predictProba(x) as Tensor & { data: Float64Array };
      return createTensor('float64', shape, data.map(logOfProbability));
    },
  };
}

function logOfProbability(value: number): number {
  return Math.log(value === 0 ? SMALLEST_NORMAL : value);
}

/** (x - xbar_) scalings_ for svd, x scalings_ for eigen; only the first _max_components columns. */
function readProjection(object: DescribedObject): Projection | undefined {
  const solver = readText(object, 'solver', 'svd');
  if (solver === 'lsqr') return undefined;
  if (solver !== 'svd' && solver !== 'eigen') throw badAttribute(object, 'solver', `is ${solver}`);
  const scalings = readNumbers(object, 'scalings_', { dimensions: [2], isFinite: true });
  const [width, columns] = scalings.shape as [number, number];
  const outputs = hasAttribute(object, '_max_components')
    ? Math.min(columns, readInteger(object, '_max_components'))
    : columns;
  const weights = transpose(scalings.data, width, columns).slice(0, outputs * width);
  const mean = solver === 'svd' ? readNumbers(object, 'xbar_', { shape: [width], isFinite: true }).data : undefined;
  return { width, outputs, weights, mean };
}
