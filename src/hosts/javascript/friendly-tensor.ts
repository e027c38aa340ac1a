import { asFloat64, type Tensor, type TensorOf } from '../../payload/index.ts';

/**
 * Integers of 64 bits as doubles where that loses nothing: arithmetic of bigints and numbers throws, and a model must not
 * fail because a caller wrote 1 and not 1.0. All else stays as it came.
 */
export function toFriendlyTensor(tensor: Tensor): Tensor {
  if (tensor.dtype !== 'int64' && tensor.dtype !== 'uint64') return tensor;
  const values = asFloat64(tensor);
  for (let i = 0; i < values.length; i++) if (!Number.isSafeInteger(values[i])) return tensor;
  return new FriendlyTensor(tensor, values);
}

/** What a model that hands its input on must answer with: the integers that came, unless they were changed on the way. */
export function withOriginalIntegers(tensor: Tensor): Tensor {
  return FriendlyTensor.originalOf(tensor) ?? tensor;
}

class FriendlyTensor {
  readonly dtype = 'float64';
  readonly shape: readonly number[];
  readonly data: Float64Array;
  readonly #original: Tensor;

  constructor(original: TensorOf<'int64' | 'uint64'>, data: Float64Array) {
    this.shape = original.shape;
    this.data = data;
    this.#original = original;
  }

  static originalOf(tensor: Tensor | FriendlyTensor): Tensor | undefined {
    if (!(#original in tensor)) return undefined;
    const before = asFloat64(tensor.#original);
    return before.every((value, index) => value === tensor.data[index]) ? tensor.#original : undefined;
  }
}
