import type { DescribedArray, DescribedField, DescribedObject } from '../../formats/described.ts';
import { badAttribute } from '../read-attributes.ts';

/**
 * The nodes of one tree, a field beside the other. Arrays may be longer than `count`: they are used again for the next
 * tree. A leaf has -1 as its left child.
 */
export interface TreeNodes {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** 1 where missing values go left. */
  readonly missingLeft: Uint8Array;
  /** Training rows that reached the node. */
  readonly samples: Int32Array;
}

/** Room for the nodes of the largest of several trees. */
export function createNodes(most: number): TreeNodes {
  return {
    count: most,
    left: new Int32Array(most),
    right: new Int32Array(most),
    feature: new Int32Array(most),
    threshold: new Float64Array(most),
    missingLeft: new Uint8Array(most),
    samples: new Int32Array(most),
  };
}

/**
 * Reads the structured array of a scikit-learn tree into `room`: left_child, right_child, feature, n_node_samples (int64,
 * int32 on 32 bit machines), threshold (float64) and, from scikit-learn 1.3 on, missing_go_to_left. No object is made
 * per node, and each record is looked at once.
 */
export function readNodes(
  owner: DescribedObject,
  name: string,
  nodes: DescribedArray,
  count: number,
  room: TreeNodes,
): TreeNodes {
  const field = (which: string, kind: string, sizes: readonly number[]): DescribedField => {
    const found = nodes.dtype.fields?.get(which);
    if (found === undefined || found.dtype.kind !== kind || !sizes.includes(found.dtype.sizeBytes))
      throw badAttribute(owner, name, `its nodes have no usable field ${which}`);
    if (found.offset < 0 || found.offset + found.dtype.sizeBytes > nodes.dtype.sizeBytes)
      throw badAttribute(owner, name, `the field ${which} of its nodes lies outside the record`);
    return found;
  };
  const isMissingAware = nodes.dtype.fields?.has('missing_go_to_left') === true;
  const layout: NodeLayout = {
    stride: nodes.dtype.sizeBytes,
    left: wordsOf(field('left_child', 'i', [4, 8])),
    right: wordsOf(field('right_child', 'i', [4, 8])),
    feature: wordsOf(field('feature', 'i', [4, 8])),
    samples: wordsOf(field('n_node_samples', 'i', [4, 8])),
    threshold: field('threshold', 'f', [8]),
    missing: isMissingAware ? field('missing_go_to_left', 'u', [1]).offset : -1,
  };
  if (!readRecords(nodes.records!, layout, count, room))
    throw badAttribute(owner, name, 'a node has a child or feature beyond all numbers');
  return { ...room, count };
}

interface NodeLayout {
  readonly stride: number;
  readonly left: IntegerWords;
  readonly right: IntegerWords;
  readonly feature: IntegerWords;
  readonly samples: IntegerWords;
  readonly threshold: DescribedField;
  /** -1 where trees know no missing values. */
  readonly missing: number;
}

/** Where an integer's low and high words lie; both are the same for int32. */
interface IntegerWords {
  readonly low: number;
  readonly high: number;
  readonly isLittleEndian: boolean;
}

function wordsOf({ offset, dtype }: DescribedField): IntegerWords {
  const { isLittleEndian } = dtype;
  if (dtype.sizeBytes === 4) return { low: offset, high: offset, isLittleEndian };
  return isLittleEndian
    ? { low: offset, high: offset + 4, isLittleEndian }
    : { low: offset + 4, high: offset, isLittleEndian };
}

/** False when a child or feature does not fit int32: its high word must repeat the low word's sign. */
function readRecords(bytes: Uint8Array, layout: NodeLayout, count: number, room: TreeNodes): boolean {
  const { stride, threshold, missing } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = threshold.dtype.isLittleEndian;
  const { left, right, feature, samples } = layout;
  let isSound = true;
  for (let i = 0, row = 0; i < count; i++, row += stride) {
    const l = view.getInt32(row + left.low, left.isLittleEndian);
    const r = view.getInt32(row + right.low, right.isLittleEndian);
    const f = view.getInt32(row + feature.low, feature.isLittleEndian);
    isSound &&=
      fits(l, view.getInt32(row + left.high, left.isLittleEndian)) &&
      fits(r, view.getInt32(row + right.high, right.isLittleEndian)) &&
      fits(f, view.getInt32(row + feature.high, feature.isLittleEndian));
    room.left[i] = l;
    room.right[i] = r;
    room.feature[i] = f;
    room.samples[i] = view.getInt32(row + samples.low, samples.isLittleEndian);
    room.threshold[i] = view.getFloat64(row + threshold.offset, little);
    room.missingLeft[i] = missing < 0 ? 0 : bytes[row + missing]!;
  }
  return isSound;
}

function fits(low: number, high: number): boolean {
  return high === low || high === low >> 31;
}
