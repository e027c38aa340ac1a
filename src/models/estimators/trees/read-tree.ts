import type { ArrayData, Described, DescribedArray, DescribedObject } from '../../formats/described.ts';
import { readRecordField } from '../../formats/numpy/decode-array.ts';
import { badAttribute, isObject, readInteger, readNumbers } from '../read-attributes.ts';
import { MAX_FEATURES } from '../read-input-contract.ts';

/** One fitted tree as scikit-learn stores it, checked: children lie behind their parent, features are in range. */
export interface TreeData {
  readonly nodeCount: number;
  /** Child node or -1 (leaf). */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** 1 where missing values go left; undefined in trees that know no missing values. */
  readonly missingLeft: Uint8Array | undefined;
  /** (nodes, outputs, classes); classes is 1 for regression. */
  readonly values: Float64Array;
  readonly outputs: number;
  readonly classes: number;
  readonly featureCount: number;
  readonly samples: Float64Array;
}

/** Reads `tree_` of an estimator (or the Tree object itself when `owner` holds it under another name). */
export function readTree(owner: DescribedObject, name = 'tree_'): TreeData {
  const tree = owner.state.get(name);
  if (!isObject(tree) || tree.name !== 'Tree') throw badAttribute(owner, name, 'want a fitted tree');
  const nodes = tree.state.get('nodes');
  if (!isRecords(nodes)) throw badAttribute(owner, `${name}.nodes`, 'want the array of nodes');
  const nodeCount = readInteger(tree, 'node_count', 1);
  if (nodes.shape.length !== 1 || nodes.shape[0] !== nodeCount) {
    throw badAttribute(owner, `${name}.nodes`, `has shape [${nodes.shape.join(', ')}], want [${nodeCount}]`);
  }
  const featureCount = featureCountOf(owner, name, tree.args[0]);
  const values = readNumbers(tree, 'values', { shape: [nodeCount, undefined, undefined] });
  const field = (which: string): ArrayData => readRecordField(nodes, which);
  const left = toInt32(field('left_child'));
  const right = toInt32(field('right_child'));
  const feature = toInt32(field('feature'));
  const missing = nodes.dtype.fields?.has('missing_go_to_left')
    ? (field('missing_go_to_left') as Uint8Array)
    : undefined;
  checkNodes(owner, name, left, right, feature, featureCount);
  return {
    nodeCount,
    left,
    right,
    feature,
    threshold: Float64Array.from(field('threshold') as Float64Array),
    missingLeft: missing,
    values: values.data,
    outputs: values.shape[1]!,
    classes: values.shape[2]!,
    featureCount,
    samples: Float64Array.from(toInt32(field('n_node_samples'))),
  };
}

function featureCountOf(owner: DescribedObject, name: string, value: Described | undefined): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= MAX_FEATURES))
    throw badAttribute(owner, name, 'has no number of features');
  return value;
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

/** Numbers beyond int32 become -2, which no check lets pass. */
function toInt32(values: ArrayData): Int32Array {
  const small = new Int32Array(values.length);
  for (let i = 0; i < small.length; i++) {
    const value = Number(values[i]);
    small[i] = value >= -2 && value <= 2 ** 31 - 1 ? value : -3;
  }
  return small;
}

/** A child behind its parent means that every walk ends; shared children are harmless. */
function checkNodes(
  owner: DescribedObject,
  name: string,
  left: Int32Array,
  right: Int32Array,
  feature: Int32Array,
  featureCount: number,
): void {
  for (let node = 0; node < left.length; node++) {
    if (left[node] === -1 && right[node] === -1) continue;
    for (const child of [left[node]!, right[node]!]) {
      if (child <= node || child >= left.length) {
        throw badAttribute(
          owner,
          name,
          `node ${node} has the child ${child} of ${left.length} nodes: want one behind it (a cycle?)`,
        );
      }
    }
    if (feature[node]! < 0 || feature[node]! >= featureCount) {
      throw badAttribute(owner, name, `node ${node} asks for feature ${feature[node]} of ${featureCount}`);
    }
  }
}
