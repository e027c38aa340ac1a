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
 * Reads the structured array of a scikit-learn tree into `room`: left_child, right_child, feature (int64, int32 on 32 bit
 * machines), threshold (float64) and, from scikit-learn 1.3 on, missing_go_to_left. No object is made per node.
 */
export function readNodes(
  owner: DescribedObject,
  name: string,
  nodes: DescribedArray,
  count: number,
  room: TreeNodes,
): TreeNodes {
  const bytes = nodes.records!;
  const stride = nodes.dtype.sizeBytes;
  const field = (which: string): DescribedField | undefined => {
    const found = nodes.dtype.fields?.get(which);
    if (found !== undefined && (found.offset < 0 || found.offset + found.dtype.sizeBytes > stride)) {
      throw badAttribute(owner, name, `the field ${which} of its nodes lies outside the record`);
    }
    return found;
  };
  const need = (which: string): DescribedField => {
    const found = field(which);
    if (found === undefined) throw badAttribute(owner, name, `its nodes have no field ${which}`);
    return found;
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const which of ['left', 'right', 'feature'] as const) {
    const from = need(which === 'feature' ? which : `${which}_child`);
    if (!readInt32(view, from, stride, count, room[which])) {
      throw badAttribute(owner, name, `a node has a ${which === 'feature' ? 'feature' : 'child'} beyond all numbers`);
    }
  }
  readInt32(view, need('n_node_samples'), stride, count, room.samples);
  const threshold = need('threshold');
  if (threshold.dtype.kind !== 'f' || threshold.dtype.sizeBytes !== 8)
    throw badAttribute(owner, name, 'its thresholds are no float64 numbers');
  for (let i = 0, at = threshold.offset; i < count; i++, at += stride) {
    room.threshold[i] = view.getFloat64(at, threshold.dtype.isLittleEndian);
  }
  const missing = field('missing_go_to_left');
  if (missing === undefined) room.missingLeft.fill(0, 0, count);
  else for (let i = 0, at = missing.offset; i < count; i++, at += stride) room.missingLeft[i] = bytes[at]!;
  return { ...room, count };
}

/** Reads integers of 4 or 8 bytes; false when one does not fit int32 or the field is none of integers. */
function readInt32(view: DataView, field: DescribedField, stride: number, count: number, to: Int32Array): boolean {
  const { kind, sizeBytes, isLittleEndian } = field.dtype;
  if (kind !== 'i' || (sizeBytes !== 8 && sizeBytes !== 4)) return false;
  const low = field.offset + (sizeBytes === 8 && !isLittleEndian ? 4 : 0);
  const high = field.offset + (isLittleEndian ? 4 : 0);
  for (let i = 0, row = 0; i < count; i++, row += stride) {
    const value = view.getInt32(row + low, isLittleEndian);
    if (sizeBytes === 8 && view.getInt32(row + high, isLittleEndian) !== value >> 31) return false;
    to[i] = value;
  }
  return true;
}
