import { RadiantError } from '../../../base/errors.ts';
import { createTensor, type Tensor } from '../../../payload/index.ts';
import { addDouble, addFloat } from '../../kernels/trees/add-leaves.ts';
import { type DoubleForest, findDoubleLeaves } from '../../kernels/trees/double-forest.ts';
import { findFloatLeaves } from '../../kernels/trees/float-forest.ts';
import { type DenseMatrix, type Features, toDense } from '../features.ts';
import type { PackedForest } from './pack-forest.ts';

/**
 * Sums of the leaf values of all trees, added to `start` (one number per output, default 0): (rows, outputs).
 * Inputs are rounded to float32 first, as scikit-learn's trees do; what has no float32 is refused as there.
 */
export function sumLeaves(packed: PackedForest, features: Features, start?: Float64Array): Float64Array {
  const { forest } = packed;
  const dense = toDense(features);
  const { rows } = dense;
  const outputs = forest.width * forest.groups;
  const out = new Float64Array(rows * outputs);
  if (start !== undefined) for (let i = 0; i < out.length; i++) out[i] = start[i % outputs]!;
  addLeavesTo(packed, dense, out);
  return out;
}

/** As sumLeaves, added to what out (rows, outputs) holds already. */
export function addLeavesTo({ forest, takesInfinity }: PackedForest, dense: DenseMatrix, out: Float64Array): void {
  const { rows, columns } = dense;
  assertColumns(columns, forest.featureCount);
  const x = toFloat32(dense, takesInfinity);
  if (forest.kind === 'float') addFloat(forest, x, rows, columns, out);
  else addDouble(forest, Float64Array.from(x), rows, columns, out);
}

/** Adds the leaf values of all trees for float64 inputs. */
export function addDoubleLeavesTo(forest: DoubleForest, dense: DenseMatrix, out: Float64Array): void {
  assertColumns(dense.columns, forest.featureCount);
  addDouble(forest, dense.data, dense.rows, dense.columns, out);
}

/** Number in the file of the node that each row reaches in each tree: (rows, trees). */
export function findLeafNodes({ forest, fileNodes, takesInfinity }: PackedForest, features: Features): Int32Array {
  const dense = toDense(features);
  const { rows, columns } = dense;
  assertColumns(columns, forest.featureCount);
  const x = toFloat32(dense, takesInfinity);
  const leaves =
    forest.kind === 'float'
      ? findFloatLeaves(forest, x, rows, columns)
      : findDoubleLeaves(forest, Float64Array.from(x), rows, columns);
  const { roots } = forest;
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    leaves[i] = fileNodes === undefined ? leaf - roots[i % roots.length]! : fileNodes[leaf]!;
  }
  return leaves;
}

/** Node numbers as apply gives them: (rows,) for a tree, (rows, trees) for a forest. */
export function applyForest(packed: PackedForest, features: Features, isTree: boolean): Tensor {
  const nodes = BigInt64Array.from(findLeafNodes(packed, features), BigInt);
  return createTensor('int64', isTree ? [features.rows] : [features.rows, packed.forest.roots.length], nodes);
}

function assertColumns(columns: number, wanted: number): void {
  if (columns === wanted) return;
  throw new RadiantError('INVALID_ARGUMENT', `feature count is ${columns}, the model was fitted with ${wanted}`, {
    reason: 'BAD_SHAPE',
  });
}

/** Rounds to float32. Throws INVALID_ARGUMENT naming row and feature of a number too large for it, unless infinity is fine. */
export function toFloat32({ data, columns }: DenseMatrix, takesInfinity = false): Float32Array {
  const rounded = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Math.fround(data[i]!);
    rounded[i] = value;
    if (value - value !== 0 && !takesInfinity && Number.isFinite(data[i])) {
      throw new RadiantError(
        'INVALID_ARGUMENT',
        `row ${Math.floor(i / columns)}, feature ${i % columns}: the value is too large for float32, in which this model computes`,
        { reason: 'BAD_VALUE' },
      );
    }
  }
  return rounded;
}
