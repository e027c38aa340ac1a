import { expit, softmaxRows } from './probabilities.ts';

export type Activation = 'exp' | 'identity' | 'logistic' | 'relu' | 'softmax' | 'tanh';

export function isActivation(name: string): name is Activation {
  return ['exp', 'identity', 'logistic', 'relu', 'softmax', 'tanh'].includes(name);
}

/** Applies an activation of a neural network to (rows, columns), in place. Reference: scikit-learn's ACTIVATIONS. */
export function activate(name: Activation, values: Float64Array, columns: number): void {
  switch (name) {
    case 'identity':
      return;
    case 'relu':
      // NaN stays NaN, as in numpy's maximum.
      for (let i = 0; i < values.length; i++) if (values[i]! < 0) values[i] = 0;
      return;
    case 'tanh':
      for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]!);
      return;
    case 'logistic':
      for (let i = 0; i < values.length; i++) values[i] = expit(values[i]!);
      return;
    case 'exp':
      for (let i = 0; i < values.length; i++) values[i] = Math.exp(values[i]!);
      return;
    case 'softmax':
      softmaxRows(values, columns);
  }
}
