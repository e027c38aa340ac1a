import { createTensor, type Tensor, type TensorOf } from '../../payload/index.ts';
import type { DescribedObject } from '../formats/described.ts';
import { badAttribute, itemsOf } from './read-attributes.ts';
import { readLabels, takeLabels, toLabels } from './read-labels.ts';

/** classes_ of a classifier with one output (an array) or several (a list of arrays). */
export function readOutputLabels(object: DescribedObject, isSeveral: boolean): readonly Tensor[] {
  if (!isSeveral) return [readLabels(object, 'classes_')];
  const labels = (itemsOf(object.state.get('classes_')) ?? []).map(toLabels);
  if (labels.length === 0 || labels.includes(undefined)) {
    throw badAttribute(object, 'classes_', 'want a list with the labels of each output');
  }
  return labels as readonly Tensor[];
}

/**
 * Labels of several outputs side by side: (rows, outputs), in the dtype of the first output's labels, as scikit-learn
 * answers. `indices` holds the class of each row for each output.
 */
export function stackLabels(labels: readonly Tensor[], indices: readonly Int32Array[]): Tensor {
  const columns = labels.map((output, i) => takeLabels(output, indices[i]!));
  const rows = indices[0]!.length;
  const shape = [rows, columns.length];
  const cells: unknown[] = [];
  for (let row = 0; row < rows; row++) for (const column of columns) cells.push(column.data[row]);
  const { dtype } = labels[0]!;
  if (labels.every((output) => output.dtype === dtype)) {
    switch (dtype) {
      case 'int64':
        return createTensor('int64', shape, BigInt64Array.from(cells as bigint[]));
      case 'float64':
        return createTensor('float64', shape, Float64Array.from(cells as number[]));
      case 'bool':
        return createTensor('bool', shape, Uint8Array.from(cells as number[]));
      case 'string':
        return createTensor('string', shape, cells as string[]);
    }
  }
  return numbersOrCells(shape, cells, labels);
}

function numbersOrCells(
  shape: readonly number[],
  cells: unknown[],
  labels: readonly Tensor[],
): TensorOf<'float64' | 'json'> {
  return labels.every(({ dtype }) => dtype !== 'string' && dtype !== 'json')
    ? createTensor('float64', shape, Float64Array.from(cells as number[], Number))
    : createTensor('json', shape, cells);
}
