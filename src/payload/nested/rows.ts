import type { Tensor } from '../tensor.ts';
import { asFloat64 } from './as-float64.ts';

/**
 * The rows of a numeric tensor, each a view of its numbers: (n, features) gives n arrays; further dimensions are laid
 * flat within their row; one dimension is one row. Throws INVALID_ARGUMENT when the data is not numeric.
 */
export function rows(tensor: Tensor): Float64Array[] {
  const data = asFloat64(tensor);
  const { shape } = tensor;
  const count = shape.length > 1 ? (shape[0] as number) : 1;
  // One row is the usual request, and making a view takes longer than all else here.
  if (count === 1) return [data];
  const width = data.length / count;
  const views: Float64Array[] = [];
  for (let row = 0; row < count; row++) views.push(data.subarray(row * width, (row + 1) * width));
  return views;
}
