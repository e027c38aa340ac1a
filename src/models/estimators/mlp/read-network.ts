import type { DescribedObject } from '../../formats/described.ts';
import { type Activation, activate, isActivation } from '../../kernels/activations.ts';
import { createDenseLayers, type DenseLayer } from '../../kernels/dense-layers.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import { transpose } from '../../kernels/matrix-product.ts';
import { type Features, toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, readInteger, readItems, readText, toNumberArray } from '../read-attributes.ts';

export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  /** Answers of the last layer: (rows, outputs), a fresh array. */
  run(features: Features): Float64Array;
}

/** coefs_ (a list of (inputs, outputs)), intercepts_, activation and out_activation_; each layer must fit the one before. */
export function readNetwork(object: DescribedObject): Network {
  const layers = readLayers(object);
  const first = layers[0]!;
  const whole = createDenseLayers(layers);
  const rest = layers.length > 1 ? createDenseLayers(layers.slice(1)) : undefined;
  const { inputs, outputs } = whole;
  return {
    inputs,
    outputs,
    run(features) {
      const x = toNumeric(features);
      const out = new Float64Array(x.rows * outputs);
      if (x.kind === 'dense') {
        whole.run(x.data, x.rows, out);
        return out;
      }
      const values = linearScores(x, first.weights, first.bias);
      activate(first.activation, values, first.outputs);
      if (rest === undefined) return values;
      rest.run(values, x.rows, out);
      return out;
    },
  };
}

function readLayers(object: DescribedObject): readonly DenseLayer[] {
  const coefs = readItems(object, 'coefs_');
  const intercepts = readItems(object, 'intercepts_');
  if (coefs.length === 0 || coefs.length !== intercepts.length) {
    throw badAttribute(object, 'coefs_', `has ${coefs.length} layers, and intercepts_ ${intercepts.length}`);
  }
  if (hasAttribute(object, 'n_layers_')) {
    const declared = readInteger(object, 'n_layers_');
    if (declared !== coefs.length + 1) {
      throw badAttribute(object, 'n_layers_', `is ${declared}, but coefs_ has ${coefs.length} layers of weights`);
    }
  }
  const hidden = readActivation(object, 'activation');
  const output = readActivation(object, 'out_activation_');
  let width: number | undefined;
  return coefs.map((item, i) => {
    const coef = toNumberArray(item);
    const bias = toNumberArray(intercepts[i])?.data;
    if (coef?.shape.length !== 2) throw badAttribute(object, 'coefs_', `want a matrix in layer ${i}`);
    const [inputs, outputs] = coef.shape as [number, number];
    if (width !== undefined && inputs !== width) {
      throw badAttribute(object, 'coefs_', `layer ${i} takes ${inputs} values, but the one before gives ${width}`);
    }
    if (bias?.length !== outputs) throw badAttribute(object, 'intercepts_', `want ${outputs} values in layer ${i}`);
    width = outputs;
    const weights = transpose(coef.data, inputs, outputs);
    return { inputs, outputs, weights, bias, activation: i === coefs.length - 1 ? output : hidden };
  });
}

function readActivation(object: DescribedObject, name: string): Activation {
  const value = readText(object, name);
  if (!isActivation(value)) throw badAttribute(object, name, `is ${value}, which is no activation`);
  return value;
}
