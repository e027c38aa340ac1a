import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows, logOf } from '../../kernels/probabilities.ts';
import type { Estimator } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, isObject, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { readNetwork } from './read-network.ts';

/** MLPClassifier: one output for two classes, one per class for more, and an independent one per label for multilabel targets. */
export function loadMlpClassifier(object: DescribedObject): Estimator {
  const network = readNetwork(object);
  const binarizer = object.state.get('_label_binarizer');
  if (!isObject(binarizer)) throw badAttribute(object, '_label_binarizer', 'want the fitted LabelBinarizer');
  const isMultilabel = readText(binarizer, 'y_type_', 'binary').startsWith('multilabel');
  const labels = readLabels(binarizer, 'classes_');
  const classes = labels.data.length;
  const { outputs } = network;
  if (outputs !== (classes <= 2 && !isMultilabel ? 1 : classes)) {
    throw badAttribute(object, 'coefs_', `the last layer has ${outputs} outputs for ${classes} classes`);
  }
  const isSingle = outputs === 1 && !isMultilabel;
  const probabilities = (x: Features): Float64Array => (isSingle ? addFirstClass(network.run(x)) : network.run(x));
  const shaped = (x: Features, values: Float64Array): Tensor =>
    createTensor('float64', [x.rows, isSingle ? 2 : outputs], values);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: network.inputs, source: 'coefs_' }),
    classes: [labels],
    predict(x) {
      const values = network.run(x);
      if (isMultilabel) return createTensor('int64', [x.rows, outputs], BigInt64Array.from(values, aboveHalf));
      if (!isSingle) return takeLabels(labels, argmaxRows(values, x.rows, outputs));
      const best = new Int32Array(x.rows);
      for (let row = 0; row < best.length; row++) best[row] = values[row]! > 0.5 ? classes - 1 : 0;
      return takeLabels(labels, best);
    },
    predictProba: (x) => shaped(x, probabilities(x)),
    predictLogProba: (x) => shaped(x, logOf(probabilities(x))),
  };
}

function aboveHalf(value: number): bigint {
  return value > 0.5 ? 1n : 0n;
}

function addFirstClass(second: Float64Array): Float64Array {
  const both = new Float64Array(second.length * 2);
  for (let row = 0; row < second.length; row++) {
    both[row * 2] = 1 - second[row]!;
    both[row * 2 + 1] = second[row]!;
  }
  return both;
}
