import type { DescribedObject } from '../../formats/described.ts';
import type { DenseMatrix } from '../features.ts';
import { badAttribute, hasAttribute, readNumbers } from '../read-attributes.ts';
import { readDense } from '../read-matrix.ts';

/** components_ (components, features), finite. */
export function readComponents(object: DescribedObject): DenseMatrix {
  const components = readDense(object, 'components_');
  if (!components.data.every(Number.isFinite)) throw badAttribute(object, 'components_', 'holds NaN or infinity');
  return components;
}

/** mean_, or undefined where the file has none. */
export function readMean(object: DescribedObject, width: number): Float64Array | undefined {
  return hasAttribute(object, 'mean_')
    ? readNumbers(object, 'mean_', { shape: [width], isFinite: true }).data
    : undefined;
}
