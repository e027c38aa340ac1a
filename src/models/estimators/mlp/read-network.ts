import type { DescribedObject } from '../../formats/described.ts';
import { type Activation, activate, isActivation } from '../../kernels/activations.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import { multiplyTransposed, transpose } from '../../kernels/matrix-product.ts';
import { type Features, toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, readInteger, readItems, readText, toNumberArray } from '../read-attributes.ts';

/** One layer: out = activation(x weights^T + bias), weights (outputs, inputs). */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly activation: Activation;
}

export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly outputActivation: Activation;
  /** Answers of the last layer: (rows, outputs), a fresh array. */
  run(features: Features): Float64Array;
}

/** Rows that go through all layers together, so that their values stay in the processor's cache. */
const BLOCK_ROWS = 256;

/** coefs_ (a list of (inputs, outputs)), intercepts_, activation and out_activation_; each layer must fit the one before. */
export function readNetwork(object: DescribedObject): Network {
  const layers = readLayers(object);
  const first = layers[0]!;
  const last = layers.at(-1)!;
  return {
    inputs: first.inputs,
    outputs: last.outputs,
    outputActivation: last.activation,
    run: (features) => runLayers(layers, features),
  };
}

function readLayers(object: DescribedObject): readonly Layer[] {
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

function runLayers(layers: readonly Layer[], features: Features): Float64Array {
  const x = toNumeric(features);
  const last = layers.at(-1)!;
  const out = new Float64Array(x.rows * last.outputs);
  if (x.kind === 'sparse') {
    const first = layers[0]!;
    const values = linearScores(x, first.weights, first.bias);
    activate(first.activation, values, first.outputs);
    out.set(runBlock(layers.slice(1), values, x.rows));
    return out;
  }
  for (let row = 0; row < x.rows; row += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, x.rows - row);
    const block = x.data.subarray(row * x.columns, (row + rows) * x.columns);
    out.set(runBlock(layers, block, rows), row * last.outputs);
  }
  return out;
}

function runBlock(layers: readonly Layer[], input: Float64Array, rows: number): Float64Array {
  let values = input;
  for (const layer of layers) {
    const next = new Float64Array(rows * layer.outputs);
    multiplyTransposed(values, rows, layer.inputs, layer.weights, layer.bias, next);
    activate(layer.activation, next, layer.outputs);
    values = next;
  }
  return values;
}
