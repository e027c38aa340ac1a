import { elementCount, type Tensor } from '../tensor.ts';
import { asFloat64 } from './as-float64.ts';

/**
 * The rows of a numeric tensor, each a view of its numbers: (n, features) gives n arrays; further dimensions are laid
 * flat within their row; one dimension is one row. Throws INVALID_ARGUMENT when the data is not numeric.
 */
export function rows(tensor: Tensor): Float64Array[] {
  const data = asFloat64(tensor);
  const [count = 1, ...rest] = tensor.shape.length > 1 ? tensor.shape : [1, ...tensor.shape];
  const width = elementCount(rest);
  return Array.from({ length: count }, (_, row) => data.subarray(row * width, (row + 1) * width));
}
