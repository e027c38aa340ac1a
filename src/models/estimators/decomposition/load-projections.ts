import type { DescribedObject } from '../../formats/described.ts';
import { factorCholesky, gramMatrix, solveCholesky } from '../../kernels/cholesky.ts';
import type { Estimator } from '../estimator.ts';
import { numberedNames } from '../numbered-names.ts';
import { createProjector, type Projection } from '../projection.ts';
import { badAttribute, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readComponents, readMean } from './read-components.ts';

/** TruncatedSVD, NeighborhoodComponentsAnalysis, random projections: x components_^T. */
export function loadPlainProjection(object: DescribedObject): Estimator {
  const components = readComponents(object);
  return createProjection(object, {
    width: components.columns,
    outputs: components.rows,
    weights: components.data,
    mean: undefined,
  });
}

/** FastICA: components_ already hold the whitening; the mean is taken off only where it whitened. */
export function loadFastIca(object: DescribedObject): Estimator {
  const components = readComponents(object);
  const whiten = object.state.get('whiten') ?? true;
  return createProjection(object, {
    width: components.columns,
    outputs: components.rows,
    weights: components.data,
    mean: whiten === false ? undefined : readMean(object, components.columns),
  });
}

/** SparsePCA: ridge regression on the components, x C^T (C C^T + alpha I)^-1. */
export function loadSparsePca(object: DescribedObject): Estimator {
  const components = readComponents(object);
  const { rows, columns, data } = components;
  const gram = gramMatrix(data, rows, columns);
  const alpha = readNumber(object, 'ridge_alpha');
  for (let i = 0; i < rows; i++) gram[i * rows + i]! += alpha;
  const weights = solveColumns(object, gram, rows, data, columns);
  return createProjection(object, { width: columns, outputs: rows, weights, mean: readMean(object, columns) });
}

/** Solves matrix y = column for each column of `columns` (size, width). */
export function solveColumns(
  object: DescribedObject,
  matrix: Float64Array,
  size: number,
  columns: Float64Array,
  width: number,
): Float64Array {
  const lower = factorCholesky(matrix, size);
  if (lower === undefined) throw badAttribute(object, 'components_', 'are not independent of each other');
  const out = new Float64Array(size * width);
  const column = new Float64Array(size);
  for (let c = 0; c < width; c++) {
    for (let i = 0; i < size; i++) column[i] = columns[i * width + c]!;
    solveCholesky(lower, size, column);
    for (let i = 0; i < size; i++) out[i * width + c] = column[i]!;
  }
  return out;
}

/** IncrementalPCA: as PCA, without scores. */
export function loadIncrementalPca(object: DescribedObject): Estimator {
  return createProjection(object, readPcaProjection(object));
}

/** PCA's map: centred rows times components_, each divided by its deviation where it whitens. */
export function readPcaProjection(object: DescribedObject): Projection {
  const components = readComponents(object);
  const { rows, columns } = components;
  const weights = components.data.slice();
  if (object.state.get('whiten') === true) {
    const variances = readNumbers(object, 'explained_variance_', { shape: [rows] }).data;
    for (let i = 0; i < weights.length; i++) {
      // A variance next to zero would give infinities.
      weights[i]! /= Math.max(Math.sqrt(variances[Math.floor(i / columns)]!), Number.EPSILON);
    }
  }
  return { width: columns, outputs: rows, weights, mean: readMean(object, columns) };
}

export function createProjection(object: DescribedObject, projection: Projection): Estimator {
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: projection.width, source: 'components_' }),
    outputNames: numberedNames(object.name, projection.outputs),
    transform: createProjector(projection),
  };
}
