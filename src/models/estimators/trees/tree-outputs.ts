import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows, logOf, sumInPairs } from '../../kernels/probabilities.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, itemsOf } from '../read-attributes.ts';
import { readLabels, takeLabels, toLabels } from '../read-labels.ts';
import type { TreeFile } from './read-tree.ts';

/** classes_ of a tree or forest: one array, or a list of arrays where there are several outputs. */
export function readClasses(object: DescribedObject, outputs: number): readonly Tensor[] {
  if (outputs === 1) return [readLabels(object, 'classes_')];
  const labels = (itemsOf(object.state.get('classes_')) ?? []).map(toLabels);
  if (labels.length !== outputs || labels.includes(undefined)) {
    throw badAttribute(object, 'classes_', `want the labels of ${outputs} outputs`);
  }
  return labels as readonly Tensor[];
}

/**
 * Divides class counts (outputs x widest class count) by their sum, a sum of 0 counting as 1. Up to scikit-learn 1.3 the
 * values of classification trees are counts; later they are fractions and stay as they are.
 */
export function normalizeCounts(values: Float64Array, at: number, widest: number, classes: readonly Tensor[]): void {
  for (let output = 0; output < classes.length; output++) {
    const from = at + output * widest;
    const count = classes[output]!.data.length;
    const total = sumInPairs(values, from, count);
    if (total !== 0) for (let k = 0; k < count; k++) values[from + k]! /= total;
  }
}

/** True when the values of a classification tree are counts: by the version, or by the roots' sums where that is unknown. */
export function holdsCounts(trees: readonly TreeFile[], version: readonly number[]): boolean {
  if (version.length > 0) return isBefore(version, [1, 4]);
  return trees.some(({ values, classes, outputs }) => {
    for (let output = 0; output < outputs; output++) {
      if (Math.abs(sumInPairs(values, output * classes, classes) - 1) > 1e-9) return true;
    }
    return false;
  });
}

/** The outputs' probabilities out of rows of (outputs x widest class count). */
export function splitOutputs(
  sums: Float64Array,
  rows: number,
  widest: number,
  classes: readonly Tensor[],
): readonly Float64Array[] {
  return classes.map((labels, output) => {
    const count = labels.data.length;
    if (classes.length === 1 && count === widest) return sums;
    const part = new Float64Array(rows * count);
    for (let row = 0; row < rows; row++) {
      const from = (row * classes.length + output) * widest;
      for (let k = 0; k < count; k++) part[row * count + k] = sums[from + k]!;
    }
    return part;
  });
}

export function probabilityTensors(
  parts: readonly Float64Array[],
  rows: number,
  classes: readonly Tensor[],
): Tensor | readonly Tensor[] {
  const tensors = parts.map((part, output) => createTensor('float64', [rows, classes[output]!.data.length], part));
  return tensors.length === 1 ? tensors[0]! : tensors;
}

export function logProbabilityTensors(
  parts: readonly Float64Array[],
  rows: number,
  classes: readonly Tensor[],
): Tensor | readonly Tensor[] {
  return probabilityTensors(parts.map(logOf), rows, classes);
}

/** Labels of the most probable class of each output: (rows,), or (rows, outputs). */
export function labelTensor(parts: readonly Float64Array[], rows: number, classes: readonly Tensor[]): Tensor {
  const chosen = parts.map((part, output) =>
    takeLabels(classes[output]!, argmaxRows(part, rows, classes[output]!.data.length)),
  );
  return chosen.length === 1 ? chosen[0]! : interleave(chosen, rows);
}

/** Labels of several outputs side by side. scikit-learn answers float64 where the outputs' labels are numbers. */
function interleave(columns: readonly Tensor[], rows: number): Tensor {
  const shape = [rows, columns.length];
  const cells: unknown[] = [];
  for (let row = 0; row < rows; row++) for (const column of columns) cells.push(column.data[row]);
  if (columns.every(({ dtype }) => dtype === 'string')) return createTensor('string', shape, cells as string[]);
  if (columns.every(({ dtype }) => dtype !== 'string' && dtype !== 'json')) {
    return createTensor('float64', shape, Float64Array.from(cells as number[], Number));
  }
  return createTensor('json', shape, cells);
}
