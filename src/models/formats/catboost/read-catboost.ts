import {
  fieldAt,
  fieldOf,
  integerOf,
  itemsOf,
  type JsonField,
  type ModelJson,
  numberOf,
  numbersOf,
  objectOf,
  textOf,
  wrongField,
} from '../json/model-json.ts';
import { createModelFileError } from '../model-file-error.ts';
import type { CatboostModel, NanTreatment } from './catboost-model.ts';

const MAX_FEATURES = 10_000_000;
const MAX_OUTPUTS = 100_000;
/** CatBoost's own limit of an oblivious tree. */
const MAX_DEPTH = 16;

/** True for what save_model(format='json') of CatBoost writes. */
export function isCatboost(value: ModelJson): boolean {
  return value instanceof Map && value.has('features_info') && (value.has('oblivious_trees') || value.has('trees'));
}

/** Reads a model of CatBoost's JSON format. Throws UNSUPPORTED_MODEL for categories, texts and trees of other shapes. */
export function readCatboost(value: ModelJson): CatboostModel {
  const root = { path: '', value };
  if (fieldOf(root, 'oblivious_trees').value === undefined) {
    throw unsupported('its trees are not symmetric (grow_policy Depthwise or Lossguide)');
  }
  const features = readFeatures(fieldOf(root, 'features_info'));
  const { scale, bias } = readScaleAndBias(fieldOf(root, 'scale_and_bias'));
  const trees = readTrees(fieldOf(root, 'oblivious_trees'), features.columnOf, bias.length);
  return {
    ...features,
    ...trees,
    outputs: trees.outputs,
    scale,
    bias: fitBias(bias, trees.outputs, root),
    ...readInfo(root),
  };
}

function readFeatures(info: JsonField) {
  for (const kind of ['categorical_features', 'text_features', 'embedding_features']) {
    const field = fieldOf(info, kind);
    if (field.value !== undefined && itemsOf(field).length > 0) {
      throw unsupported(`it has ${kind.replace('_', ' ')}, which CatBoost turns into numbers by its own statistics`);
    }
  }
  const list = fieldOf(info, 'float_features');
  const columnOf: number[] = [];
  const featureNames: string[] = [];
  const nanTreatment: NanTreatment[] = [];
  itemsOf(list).forEach((item, i) => {
    const field = { path: `features_info.float_features[${i}]`, value: item };
    const column = integerOf(fieldOf(field, 'flat_feature_index'), 0, MAX_FEATURES);
    columnOf[integerOf(fieldOf(field, 'feature_index'), 0, MAX_FEATURES)] = column;
    const id = fieldOf(field, 'feature_id');
    const name = id.value === undefined ? fieldOf(field, 'feature_name') : id;
    featureNames[column] = name.value === undefined ? '' : textOf(name);
    const treatment = fieldOf(field, 'nan_value_treatment');
    nanTreatment[column] = treatment.value === 'AsTrue' ? 'high' : 'low';
  });
  const featureCount = featureNames.length;
  if (Object.keys(featureNames).length !== featureCount) throw wrongField(list, 'leaves columns out');
  return { columnOf, featureNames, nanTreatment, featureCount };
}

function readTrees(list: JsonField, columnOf: readonly number[], biasCount: number) {
  const splitFeature: number[] = [];
  const border: number[] = [];
  const splitStart = [0];
  const leafStart: number[] = [];
  const values: ArrayLike<number>[] = [];
  let outputs = Math.max(biasCount, 1);
  let leafCount = 0;
  itemsOf(list).forEach((item, t) => {
    const tree = { path: `oblivious_trees[${t}]`, value: item };
    const splits = fieldOf(tree, 'splits');
    const items = splits.value === null || splits.value === undefined ? [] : itemsOf(splits);
    if (items.length > MAX_DEPTH) throw wrongField(splits, `is ${items.length} deep, want at most ${MAX_DEPTH}`);
    for (const [i, split] of items.entries()) {
      const field = { path: `${splits.path}[${i}]`, value: split };
      const kind = textOf(fieldOf(field, 'split_type'));
      if (kind !== 'FloatFeature') throw unsupported(`it has splits of the kind ${kind}, which are about categories`);
      const at = fieldOf(field, 'float_feature_index');
      const column = columnOf[integerOf(at, 0, columnOf.length - 1)];
      if (column === undefined) throw wrongField(at, 'is no feature of features_info');
      splitFeature.push(column);
      border.push(Math.fround(numberOf(fieldOf(field, 'border'))));
    }
    splitStart.push(splitFeature.length);
    const leaves = fieldOf(tree, 'leaf_values');
    const numbers = numbersOf(leaves);
    const perLeaf = numbers.length / 2 ** items.length;
    if (t === 0 && biasCount <= 1) outputs = perLeaf;
    if (perLeaf !== outputs || !Number.isInteger(perLeaf) || perLeaf < 1 || perLeaf > MAX_OUTPUTS) {
      throw wrongField(leaves, `has ${numbers.length} values for ${2 ** items.length} leaves of ${outputs} outputs`);
    }
    leafStart.push(leafCount);
    leafCount += numbers.length;
    values.push(numbers);
  });
  const leafValue = new Float64Array(leafCount);
  values.forEach((numbers, t) => {
    leafValue.set(numbers, leafStart[t]!);
  });
  return {
    outputs,
    splitStart: Int32Array.from(splitStart),
    splitFeature: Int32Array.from(splitFeature),
    border: Float64Array.from(border),
    leafStart: Int32Array.from(leafStart),
    leafValue,
  };
}

/** `[scale, [bias, ...]]`, before 0.24 `[scale, bias]`, and absent in the oldest files. */
function readScaleAndBias(field: JsonField): { scale: number; bias: Float64Array } {
  if (field.value === undefined) return { scale: 1, bias: new Float64Array(1) };
  const [scale, bias] = itemsOf(field);
  const first = { path: 'scale_and_bias[0]', value: scale };
  const second = { path: 'scale_and_bias[1]', value: bias };
  const list = typeof bias === 'number' ? [bias] : numbersOf(second);
  return { scale: numberOf(first), bias: Float64Array.from(list) };
}

function fitBias(bias: Float64Array, outputs: number, root: JsonField): Float64Array {
  if (bias.length === outputs) return bias;
  if (bias.length === 0 || bias.every((value) => value === 0)) return new Float64Array(outputs);
  throw wrongField(fieldOf(root, 'scale_and_bias'), `has ${bias.length} biases for ${outputs} outputs`);
}

function readInfo(root: JsonField): Pick<CatboostModel, 'loss' | 'version' | 'classes' | 'classType'> {
  const loss = fieldAt(root, 'model_info', 'params', 'loss_function', 'type');
  const params = fieldOf(fieldOf(root, 'model_info'), 'class_params');
  const text = textOf(loss);
  const version = versionOf(fieldAt(root, 'model_info', 'catboost_version_info'));
  if (params.value === undefined || params.value === null || objectOf(params).size === 0) {
    return { loss: text, version, classes: undefined, classType: '' };
  }
  const classes = itemsOf(fieldOf(params, 'class_names')) as readonly (string | number)[];
  const type = fieldOf(params, 'class_label_type');
  return { loss: text, version, classes, classType: type.value === undefined ? 'String' : textOf(type) };
}

/** The text tells of the commit that the library was built of; releases are tags. */
function versionOf({ value }: JsonField): string | undefined {
  return typeof value === 'string' ? /\btags\/v(\d{1,4}(?:\.\d{1,4}){1,3})/.exec(value)?.[1] : undefined;
}

function unsupported(why: string) {
  return createModelFileError(
    'UNSUPPORTED_MODEL',
    `this CatBoost model does not run natively: ${why}; serve a Python class that loads it with catboost`,
  );
}
