import type { Described, DescribedArray, DescribedField, DescribedObject } from '../../formats/described.ts';
import { badAttribute, isObject, itemsOf, toNumberArray } from '../read-attributes.ts';
import { createNodes, type TreeNodes } from '../trees/read-nodes.ts';

/** One tree of a histogram gradient boosting, as the file has it, with the fields that its splits need. */
export interface Predictor {
  /** Where it hangs, for messages. */
  readonly path: string;
  /** A leaf has -1 as its left child; its value is in `values`. */
  readonly nodes: TreeNodes;
  readonly values: Float64Array;
  /** Offset of the set of a categorical split in `sets`, else -1. */
  readonly setOffsets: Int32Array;
  /** Categories that go left, 8 words a set. */
  readonly sets: Int32Array;
}

const WORDS_PER_SET = 8;

/** Reads `_predictors`: a list of iterations, each a list of `outputs` trees. */
export function readPredictors(object: DescribedObject, outputs: number): readonly Predictor[] {
  const iterations = itemsOf(object.state.get('_predictors')) ?? itemsOf(object.state.get('predictors_'));
  if (iterations === undefined) throw badAttribute(object, '_predictors', 'want a list of iterations');
  return iterations.flatMap((iteration, i) => {
    const trees = itemsOf(iteration);
    if (trees?.length !== outputs)
      throw badAttribute(object, `_predictors[${i}]`, `want a list of ${outputs} trees, one per output`);
    return trees.map((tree, k) => readPredictor(object, `_predictors[${i}][${k}]`, tree));
  });
}

function readPredictor(object: DescribedObject, path: string, value: Described): Predictor {
  if (!isObject(value) || value.name !== 'TreePredictor') throw badAttribute(object, path, 'want a TreePredictor');
  const array = value.state.get('nodes');
  if (!isRecords(array) || array.shape.length !== 1 || array.shape[0] === 0)
    throw badAttribute(object, `${path}.nodes`, 'want an array of nodes');
  const count = array.shape[0]!;
  const fields = readFields(object, path, array);
  const sets = readSets(object, path, value);
  const nodes = createNodes(count);
  const values = new Float64Array(count);
  const setOffsets = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    if (fields.isLeaf(i) !== 0) {
      nodes.left[i] = nodes.right[i] = -1;
      values[i] = fields.value(i);
      continue;
    }
    nodes.left[i] = toInt32(fields.left(i));
    nodes.right[i] = toInt32(fields.right(i));
    nodes.feature[i] = toInt32(fields.feature(i));
    nodes.threshold[i] = fields.threshold(i);
    nodes.missingLeft[i] = fields.missingLeft(i) === 0 ? 0 : 1;
    if (fields.isCategorical(i) === 0) continue;
    const set = fields.set(i);
    if (!(set * WORDS_PER_SET < sets.length))
      throw badAttribute(
        object,
        path,
        `node ${i} names the bitset ${set} of ${sets.length / WORDS_PER_SET} for its categories`,
      );
    setOffsets[i] = set * WORDS_PER_SET;
  }
  return { path, nodes, values, setOffsets, sets };
}

/** Numbers beyond int32 become -3, which no check lets pass. */
function toInt32(value: number): number {
  return value >= -1 && value < 2 ** 31 ? value : -3;
}

type ReadField = (node: number) => number;

/** Readers of the fields by their names: the threshold was renamed in 0.24, where categories came; missing ones read as 0. */
function readFields(object: DescribedObject, path: string, array: DescribedArray) {
  const bytes = array.records!;
  const stride = array.dtype.sizeBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = (field: DescribedField | undefined): ReadField | undefined => {
    if (field === undefined) return undefined;
    if (field.offset < 0 || field.offset + field.dtype.sizeBytes > stride)
      throw badAttribute(object, `${path}.nodes`, 'has a field outside its record');
    return readerOf(view, stride, field);
  };
  const need = (...names: readonly string[]): ReadField => {
    const found = reader(names.map((name) => array.dtype.fields?.get(name)).find((field) => field !== undefined));
    if (found === undefined) throw badAttribute(object, `${path}.nodes`, `has no usable field ${names.join(' or ')}`);
    return found;
  };
  const zero: ReadField = () => 0;
  return {
    value: need('value'),
    feature: need('feature_idx'),
    threshold: need('num_threshold', 'threshold'),
    left: need('left'),
    right: need('right'),
    isLeaf: need('is_leaf'),
    missingLeft: reader(array.dtype.fields?.get('missing_go_to_left')) ?? zero,
    isCategorical: reader(array.dtype.fields?.get('is_categorical')) ?? zero,
    set: reader(array.dtype.fields?.get('bitset_idx')) ?? zero,
  };
}

function readerOf(view: DataView, stride: number, { offset, dtype }: DescribedField): ReadField | undefined {
  const isLittle = dtype.isLittleEndian;
  switch (`${dtype.kind}${dtype.sizeBytes}`) {
    case 'f8':
      return (i) => view.getFloat64(i * stride + offset, isLittle);
    case 'u1':
    case 'b1':
      return (i) => view.getUint8(i * stride + offset);
    case 'u4':
      return (i) => view.getUint32(i * stride + offset, isLittle);
    case 'i4':
      return (i) => view.getInt32(i * stride + offset, isLittle);
    case 'i8':
      return (i) => Number(view.getBigInt64(i * stride + offset, isLittle));
    default:
      return undefined;
  }
}

/** raw_left_cat_bitsets (sets, 8) of uint32: absent before 0.24. */
function readSets(object: DescribedObject, path: string, predictor: DescribedObject): Int32Array {
  const value = predictor.state.get('raw_left_cat_bitsets');
  if (value === undefined) return new Int32Array();
  const array = toNumberArray(value);
  if (array?.shape.length !== 2 || array.shape[1] !== WORDS_PER_SET)
    throw badAttribute(object, `${path}.raw_left_cat_bitsets`, `want bitsets of ${WORDS_PER_SET} words`);
  return Int32Array.from(array.data, (word) => word | 0);
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
