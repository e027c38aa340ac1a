import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import type { KernelFunction } from '../../kernels/kernel-functions.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { forEachKernelRow } from '../kernel-rows.ts';
import { readNestedSearch } from '../manifold/read-nested-search.ts';
import { readNeighborCount } from '../neighbors/read-search.ts';
import { describe, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { readDense } from '../read-matrix.ts';

/** LabelPropagation, LabelSpreading: label distributions of the training rows, weighted by a kernel or taken from the nearest. */
export function loadLabelPropagation(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const fitted = readDense(object, 'X_');
  const distributions = readNumbers(object, 'label_distributions_', { shape: [fitted.rows, classes] }).data;
  const add = (row: number, from: number, weight: number, out: Float64Array): void => {
    for (let c = 0; c < classes; c++) out[row * classes + c]! += weight * distributions[from * classes + c]!;
  };
  const sum = readSum(object, context, fitted, add);
  const probabilities = (x: Features): Float64Array => {
    const out = new Float64Array(x.rows * classes);
    sum(x, out);
    for (let from = 0; from < out.length; from += classes) {
      let total = 0;
      for (let c = 0; c < classes; c++) total += out[from + c]!;
      for (let c = 0; c < classes; c++) out[from + c]! /= total;
    }
    return out;
  };
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: fitted.columns, source: 'X_' }),
    classes: [labels],
    predict: (x) => takeLabels(labels, argmaxRows(probabilities(x), x.rows, classes)),
    predictProba: (x) => createTensor('float64', [x.rows, classes], probabilities(x)),
  };
}

type Add = (row: number, from: number, weight: number, out: Float64Array) => void;

function readSum(
  object: DescribedObject,
  context: LoadContext,
  fitted: ReturnType<typeof readDense>,
  add: Add,
): (x: Features, out: Float64Array) => void {
  const name = object.state.get('kernel') ?? null;
  if (name === 'rbf') {
    const kernel: KernelFunction = { name, gamma: readNumber(object, 'gamma'), coef0: 0, degree: 0 };
    return (x, out) =>
      forEachKernelRow(kernel, x, fitted, (row, values) => {
        for (let i = 0; i < values.length; i++) add(row, i, values[i]!, out);
      });
  }
  if (name !== 'knn') {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}.kernel is ${describe(name)}`);
  }
  const { search, neighbors } = readNestedSearch(object, 'nn_fit', context);
  if (search.rows !== fitted.rows) readDense(object, 'X_', { rows: search.rows });
  const k = readNeighborCount(neighbors, 'n_neighbors', search);
  return (x, out) => {
    const { indices } = search.nearest(x, k);
    for (let at = 0; at < indices.length; at++) add(Math.floor(at / k), indices[at]!, 1, out);
  };
}
