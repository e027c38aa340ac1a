import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type Features, type SparseMatrix } from '../features.ts';
import { badAttribute, isObject, itemsOf, readBoolean, toNumberArray } from '../read-attributes.ts';
import { packForest } from './pack-forest.ts';
import { readTrees } from './read-tree.ts';
import { applyForest, findLeafNodes } from './score-forest.ts';
import { treeContract } from './tree-contract.ts';

/** RandomTreesEmbedding: a 1 per tree in the column of the leaf that the row reaches. */
export function loadTreesEmbedding(object: DescribedObject, context: LoadContext): Estimator {
  const trees = readTrees(object);
  const packed = packForest(trees, { width: 1, isShared: true, writeLeaf: () => undefined });
  const categories = readLeafNumbers(object, trees.length);
  const columnOf: Map<number, number>[] = [];
  let columns = 0;
  const names: string[] = [];
  for (const [tree, leaves] of categories.entries()) {
    columnOf.push(new Map(Array.from(leaves, (leaf, i) => [leaf, columns + i])));
    for (const leaf of leaves) names.push(`randomtreesembedding_${tree}_${leaf}`);
    columns += leaves.length;
  }
  const isSparse = readBoolean(object, 'sparse_output', true);
  const base = createTransformer({
    name: object.name,
    input: { ...treeContract(object, trees[0]!.featureCount, context), allowsNaN: false },
    outputCount: columns,
    nameOutputs: () => names,
    transform: (x) => encode(x.rows, findLeafNodes(packed, x), columnOf, columns, isSparse),
  });
  return { ...base, apply: (x) => applyForest(packed, x, false) };
}

/** The leaves of each tree that the training rows reached, from the fitted OneHotEncoder. */
function readLeafNumbers(object: DescribedObject, trees: number): readonly Float64Array[] {
  const encoder = object.state.get('one_hot_encoder_');
  if (!isObject(encoder)) throw badAttribute(object, 'one_hot_encoder_', 'want the fitted OneHotEncoder');
  const categories = itemsOf(encoder.state.get('categories_'))?.map((item) => toNumberArray(item)?.data);
  if (categories === undefined || categories.length !== trees || categories.includes(undefined))
    throw badAttribute(object, 'one_hot_encoder_.categories_', `want the leaf numbers of ${trees} trees`);
  return categories as readonly Float64Array[];
}

function encode(
  rows: number,
  leaves: Int32Array,
  columnOf: readonly ReadonlyMap<number, number>[],
  columns: number,
  isSparse: boolean,
): Features {
  const trees = columnOf.length;
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(rows * trees);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let tree = 0; tree < trees; tree++) {
      const column = columnOf[tree]!.get(leaves[row * trees + tree]!);
      if (column !== undefined) indices[at++] = column;
    }
    indptr[row + 1] = at;
  }
  const sparse: SparseMatrix = {
    kind: 'sparse',
    rows,
    columns,
    indptr,
    indices: indices.subarray(0, at),
    data: new Float64Array(at).fill(1),
  };
  if (isSparse) return sparse;
  const dense = createDense(rows, columns);
  for (let row = 0; row < rows; row++) {
    for (let i = indptr[row]!; i < indptr[row + 1]!; i++) dense.data[row * columns + indices[i]!] = 1;
  }
  return dense;
}
