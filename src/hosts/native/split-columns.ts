import { createTensor, type NamedTensor, type Payload } from '../../payload/index.ts';

/** The columns of a matrix of float64 as arrays of their own, (rows, 1) each; undefined for anything else. */
export function splitColumns(payload: Payload, names: readonly string[]): readonly NamedTensor[] | undefined {
  if (payload.kind !== 'tensor') return undefined;
  const { tensor } = payload;
  const [rows = 0, width] = tensor.shape;
  if (tensor.dtype !== 'float64' || tensor.shape.length !== 2 || width !== names.length) return undefined;
  return names.map((name, column) => {
    const data = new Float64Array(rows);
    for (let row = 0; row < rows; row++) data[row] = tensor.data[row * width + column]!;
    return { name, tensor: createTensor('float64', [rows, 1], data), contentType: 'pd' };
  });
}
