import {
  fieldOf,
  integerOf,
  itemsOf,
  type JsonField,
  type ModelJson,
  numberOf,
  objectOf,
  textOf,
  textsOf,
  wrongField,
} from '../json/model-json.ts';
import { LIMITS } from '../limits.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { checkLightgbmTree } from './check-lightgbm-tree.ts';
import { type LightgbmModel, type LightgbmTree, MISSING_NAN, MISSING_NONE, MISSING_ZERO } from './lightgbm-model.ts';
import { formatVersionOf } from './parse-lightgbm.ts';

/** True for what LightGBM's dump_model gives. */
export function isLightgbmDump(value: ModelJson): boolean {
  return value instanceof Map && value.has('tree_info') && value.has('max_feature_idx');
}

const MAX_OUTPUTS = 100_000;
const MAX_CATEGORY = 2 ** 24;
const MISSING: Readonly<Record<string, number>> = { NaN: MISSING_NAN, None: MISSING_NONE, Zero: MISSING_ZERO };

/** Reads the JSON that dump_model gives: the same model as the text, with children in each other. */
export function readLightgbmDump(value: ModelJson): LightgbmModel {
  const root = { path: '', value };
  const names = textsOf(fieldOf(root, 'feature_names'));
  const featureCount = integerOf(fieldOf(root, 'max_feature_idx'), 0, 2 ** 31 - 2) + 1;
  if (names.length !== featureCount)
    throw wrongField(fieldOf(root, 'feature_names'), `has ${names.length} names for ${featureCount} features`);
  const outputs = integerOf(fieldOf(root, 'num_tree_per_iteration'), 1, MAX_OUTPUTS);
  const list = fieldOf(root, 'tree_info');
  const trees = itemsOf(list).map((tree, i) => readTree({ path: `tree_info[${i}]`, value: tree }, featureCount));
  if (trees.length % outputs !== 0) throw wrongField(list, `has ${trees.length} trees, no whole number of iterations`);
  const objective = fieldOf(root, 'objective');
  return {
    formatVersion: formatVersionOf(fieldOf(root, 'version').value),
    featureCount,
    featureNames: names,
    classCount: integerOf(fieldOf(root, 'num_class'), 1, MAX_OUTPUTS),
    outputs,
    objective: objective.value === undefined ? [] : textOf(objective).split(' '),
    isAveraged: fieldOf(root, 'average_output').value === true,
    trees,
    pandasCategorical: readPandas(fieldOf(root, 'pandas_categorical')),
    categoricalFeatures: readCategorical(fieldOf(root, 'feature_infos'), names),
  };
}

function readPandas(field: JsonField): LightgbmModel['pandasCategorical'] {
  if (field.value === undefined || field.value === null) return undefined;
  const lists = itemsOf(field).map((value, i) => itemsOf({ path: `${field.path}[${i}]`, value }) as readonly string[]);
  return lists.length === 0 ? undefined : lists;
}

/** Features whose infos list values, and not only a range. */
function readCategorical(infos: JsonField, names: readonly string[]): readonly number[] {
  if (infos.value === undefined) return [];
  return names.flatMap((name, i) => {
    const info = fieldOf(infos, name);
    return info.value !== undefined && itemsOf(fieldOf(info, 'values')).length > 0 ? [i] : [];
  });
}

interface Growing {
  readonly left: number[];
  readonly right: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly isCategorical: number[];
  readonly defaultLeft: number[];
  readonly missing: number[];
  readonly categoriesOf: Map<number, Int32Array>;
  readonly leafValue: number[];
}

function readTree(field: JsonField, featureCount: number): LightgbmTree {
  const tree: Growing = {
    left: [],
    right: [],
    feature: [],
    threshold: [],
    isCategorical: [],
    defaultLeft: [],
    missing: [],
    categoriesOf: new Map(),
    leafValue: [],
  };
  readNode(tree, fieldOf(field, 'tree_structure'), 0);
  const read: LightgbmTree = {
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    feature: Int32Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    isCategorical: Uint8Array.from(tree.isCategorical),
    defaultLeft: Uint8Array.from(tree.defaultLeft),
    missing: Uint8Array.from(tree.missing),
    categoriesOf: tree.categoriesOf,
    leafValue: Float64Array.from(tree.leafValue, (leaf) => leaf ?? 0),
    linear: undefined,
  };
  checkLightgbmTree(read, field.path, featureCount);
  return read;
}

/** Adds a node and what hangs on it; gives its number as a child (~leaf for leaves). */
function readNode(tree: Growing, field: JsonField, depth: number): number {
  if (depth > LIMITS.depth) throw malformed(`tree_info: a tree is nested deeper than ${LIMITS.depth}`);
  const node = objectOf(field);
  if (!node.has('split_index')) return readLeaf(tree, field);
  const split = tree.left.push(0) - 1;
  tree.right.push(0);
  tree.feature.push(integerOf(fieldOf(field, 'split_feature'), 0, 2 ** 31 - 1));
  const isCategorical = textOf(fieldOf(field, 'decision_type')) === '==';
  const missing = MISSING[textOf(fieldOf(field, 'missing_type'))];
  if (missing === undefined) throw wrongField(fieldOf(field, 'missing_type'), 'want None, Zero or NaN');
  tree.missing.push(missing);
  tree.isCategorical.push(Number(isCategorical));
  tree.defaultLeft.push(Number(node.get('default_left') === true));
  const threshold = fieldOf(field, 'threshold');
  tree.threshold.push(isCategorical ? 0 : numberOf(threshold));
  if (isCategorical) tree.categoriesOf.set(split, readSet(threshold));
  tree.left[split] = readNode(tree, { path: `${field.path}.left_child`, value: node.get('left_child') }, depth + 1);
  tree.right[split] = readNode(tree, { path: `${field.path}.right_child`, value: node.get('right_child') }, depth + 1);
  return split;
}

function readLeaf(tree: Growing, field: JsonField): number {
  if (fieldOf(field, 'leaf_const').value !== undefined) {
    throw createModelFileError(
      'UNSUPPORTED_MODEL',
      'the JSON dump of a linear tree does not hold all of the model: save it with save_model instead',
    );
  }
  const index = fieldOf(field, 'leaf_index');
  const leaf = index.value === undefined ? 0 : integerOf(index, 0, 2 ** 26);
  if (leaf > tree.leafValue.length + LIMITS.objects) throw wrongField(index, 'is too large');
  tree.leafValue[leaf] = numberOf(fieldOf(field, 'leaf_value'));
  return ~leaf;
}

/** `0||2||5`: categories that go left, as bits. */
function readSet(field: JsonField): Int32Array {
  const categories = String(field.value)
    .split('||')
    .map((text) => integerOf({ path: field.path, value: text }, 0, MAX_CATEGORY));
  const words = new Int32Array((Math.max(...categories) >> 5) + 1);
  for (const category of categories) words[category >> 5]! |= 1 << (category & 31);
  return words;
}
