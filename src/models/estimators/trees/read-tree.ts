import type { Described, DescribedArray, DescribedObject } from '../../formats/described.ts';
import { badAttribute, isObject, readInteger, readItems, readNumbers } from '../read-attributes.ts';
import { MAX_FEATURES } from '../read-input-contract.ts';

/** A fitted tree of the file, its shapes checked. Its nodes are still the file's bytes: read-nodes.ts reads them. */
export interface TreeFile {
  readonly owner: DescribedObject;
  readonly name: string;
  /** The tree itself, which its owner holds by this name. */
  readonly file: DescribedObject;
  readonly nodeCount: number;
  /** Undefined where the tree was packed by another thread. */
  readonly nodes: DescribedArray | undefined;
  /** (nodes, outputs, classes); classes is 1 for regression. Where the tree was packed by another thread: the root's. */
  readonly values: Float64Array;
  readonly outputs: number;
  readonly classes: number;
  readonly featureCount: number;
}

/** Reads `tree_` of an estimator. */
export function readTree(owner: DescribedObject, name = 'tree_'): TreeFile {
  const tree = owner.state.get(name);
  if (!isObject(tree) || tree.name !== 'Tree') throw badAttribute(owner, name, 'want a fitted tree');
  if (tree.outline !== undefined) {
    const { root, ...shapes } = tree.outline;
    return { owner, name, file: tree, nodes: undefined, values: root, ...shapes };
  }
  const nodes = tree.state.get('nodes');
  if (!isRecords(nodes)) throw badAttribute(owner, `${name}.nodes`, 'want the array of nodes');
  const nodeCount = readInteger(tree, 'node_count', 1);
  if (nodes.shape.length !== 1 || nodes.shape[0] !== nodeCount) {
    throw badAttribute(owner, `${name}.nodes`, `has shape [${nodes.shape.join(', ')}], want [${nodeCount}]`);
  }
  const featureCount = tree.args[0];
  if (typeof featureCount !== 'number' || !(featureCount >= 0 && featureCount <= MAX_FEATURES))
    throw badAttribute(owner, name, 'has no number of features');
  const values = readNumbers(tree, 'values', { shape: [nodeCount, undefined, undefined] });
  const [, outputs, classes] = values.shape as [number, number, number];
  if (outputs < 1 || classes < 1) throw badAttribute(owner, `${name}.values`, 'holds no value for a node');
  return { owner, name, file: tree, nodeCount, nodes, values: values.data, outputs, classes, featureCount };
}

/** The trees of `estimators_`; all for the same features and outputs when they must be alike. */
export function readTrees(object: DescribedObject, name = 'estimators_', mustBeAlike = true): readonly TreeFile[] {
  const trees = readItems(object, name).map((item, i) => {
    if (!isObject(item)) throw badAttribute(object, `${name}[${i}]`, 'want a fitted tree');
    return readTree(item);
  });
  const [first] = trees;
  if (first === undefined) throw badAttribute(object, name, 'is empty: want at least one tree');
  for (const tree of mustBeAlike ? trees : []) {
    if (tree.featureCount !== first.featureCount) {
      throw badAttribute(object, name, `has trees for ${first.featureCount} and for ${tree.featureCount} features`);
    }
    if (tree.outputs !== first.outputs || tree.classes !== first.classes)
      throw badAttribute(object, name, 'has trees of unlike outputs');
  }
  return trees;
}

function isRecords(value: Described | undefined): value is DescribedArray {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'array' &&
    value.records !== undefined
  );
}
