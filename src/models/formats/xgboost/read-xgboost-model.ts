import {
  fieldAt,
  fieldOf,
  integerOf,
  integersOf,
  itemsOf,
  type JsonField,
  type ModelJson,
  NUMBER,
  numberOf,
  numbersOf,
  objectOf,
  quote,
  textOf,
  textsOf,
  wrongField,
} from '../json/model-json.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { readStoredCategories } from './read-stored-categories.ts';
import { readXgboostTree } from './read-xgboost-tree.ts';
import type { XgboostLinear, XgboostModel, XgboostTrees } from './xgboost-model.ts';

/** Widest answer that a model may give for a row. */
const MAX_OUTPUTS = 100_000;
const MAX_FEATURES = 100_000_000;
const MAX_TREES = 10_000_000;

/**
 * Reads what XGBoost's save_model wrote (version 1.0 and later), JSON or UBJSON, or the state of a pickled Booster,
 * where the model lies beside its configuration. Reference: XGBoost's model schema.
 */
export function readXgboostModel(value: ModelJson): XgboostModel {
  const file = { path: '', value };
  const inner = fieldOf(file, 'Model');
  const root = inner.value === undefined ? file : inner;
  const learner = fieldOf(root, 'learner');
  const parameters = fieldOf(learner, 'learner_model_param');
  const featureCount = integerOf(fieldOf(parameters, 'num_feature'), 0, MAX_FEATURES);
  const classCount = integerOf(fieldOf(parameters, 'num_class'), 0, MAX_OUTPUTS);
  const targets = fieldOf(parameters, 'num_target');
  const targetCount = targets.value === undefined ? 1 : integerOf(targets, 0, MAX_OUTPUTS);
  const outputs = Math.max(classCount, targetCount, 1);
  const featureNames = readTexts(fieldOf(learner, 'feature_names'), featureCount);
  const featureTypes = readTexts(fieldOf(learner, 'feature_types'), featureCount);
  const booster = fieldOf(learner, 'gradient_booster');
  return {
    version: Array.from(numbersOf(fieldOf(root, 'version'))),
    objective: textOf(fieldAt(learner, 'objective', 'name')),
    featureCount,
    featureNames,
    featureTypes,
    categories: readStoredCategories(treesOf(booster), featureCount),
    outputs,
    classCount,
    baseScore: readBaseScore(fieldOf(parameters, 'base_score'), outputs),
    booster: readBooster(booster, featureCount, outputs, parallelOf(file)),
    attributes: readTextMap(fieldOf(learner, 'attributes')),
  };
}

/** Before XGBoost 1.4 only the configuration of a pickled Booster says how many trees grow in parallel. */
function parallelOf(file: JsonField): number {
  const path = ['Config', 'learner', 'gradient_booster', 'gbtree_train_param', 'num_parallel_tree'];
  let field = file;
  for (const name of path) {
    if (!(field.value instanceof Map)) return 1;
    field = fieldOf(field, name);
  }
  return field.value === undefined ? 1 : integerOf(field, 1, MAX_TREES);
}

/** One name per feature, or undefined where the file has none. */
function readTexts(field: JsonField, count: number): readonly string[] | undefined {
  if (field.value === undefined) return undefined;
  const texts = textsOf(field);
  if (texts.length === 0) return undefined;
  if (texts.length !== count) throw wrongField(field, `has ${texts.length} texts for ${count} features`);
  return texts;
}

function readTextMap(field: JsonField): ReadonlyMap<string, string> {
  if (field.value === undefined) return new Map();
  const texts = new Map<string, string>();
  for (const [key, value] of objectOf(field)) if (typeof value === 'string') texts.set(key, value);
  return texts;
}

/** `5E-1` up to XGBoost 3.0, `[5E-1]` or one number per output (as text) later. */
function readBaseScore(field: JsonField, outputs: number): Float32Array {
  const { value } = field;
  const scores = typeof value === 'string' ? parseScores(field, value) : readScores(field);
  if (scores.length !== 1 && scores.length !== outputs) {
    throw wrongField(field, `has ${scores.length} numbers for ${outputs} outputs`);
  }
  const scoresFloat = Float32Array.from(scores);
  if (!scoresFloat.every(Number.isFinite)) throw wrongField(field, 'holds NaN or infinity, want finite numbers');
  return scoresFloat;
}

function readScores(field: JsonField): readonly number[] {
  return typeof field.value === 'number' ? [field.value] : Array.from(numbersOf(field));
}

function parseScores(field: JsonField, text: string): readonly number[] {
  const inner = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return inner.split(',').map((part) => {
    if (!NUMBER.test(part.trim())) throw wrongField(field, `want a number, not ${quote(part)}`);
    return Number(part);
  });
}

/** DART keeps its trees one level deeper. */
function treesOf(booster: JsonField): JsonField {
  const inner = fieldOf(booster, 'gbtree');
  return fieldOf(inner.value === undefined ? booster : inner, 'model');
}

function readBooster(
  booster: JsonField,
  featureCount: number,
  outputs: number,
  parallel: number,
): XgboostTrees | XgboostLinear {
  const name = textOf(fieldOf(booster, 'name'));
  switch (name) {
    case 'gblinear':
      return readLinear(fieldAt(booster, 'model', 'weights'), featureCount, outputs);
    case 'gbtree':
    case 'dart':
      return readTrees(booster, featureCount, outputs, parallel);
    default:
      throw createModelFileError(
        'MALFORMED_MODEL',
        `${booster.path}.name: the booster ${quote(name)} is none that XGBoost has`,
      );
  }
}

function readLinear(field: JsonField, featureCount: number, outputs: number): XgboostLinear {
  return { kind: 'linear', weights: Float32Array.from(numbersOf(field, (featureCount + 1) * outputs)) };
}

function readTrees(booster: JsonField, featureCount: number, outputs: number, parallel: number): XgboostTrees {
  const model = treesOf(booster);
  const parameters = fieldOf(model, 'gbtree_model_param');
  const count = integerOf(fieldOf(parameters, 'num_trees'), 0, MAX_TREES);
  const list = fieldOf(model, 'trees');
  const items = itemsOf(list);
  if (items.length !== count) throw wrongField(list, `has ${items.length} trees, but num_trees is ${count}`);
  const outputOf = integersOf(fieldOf(model, 'tree_info'), 0, outputs - 1, count);
  const trees = items.map((value, i) => readXgboostTree({ path: `${list.path}[${i}]`, value }, featureCount, outputs));
  const hasVectors = trees.some(({ leafVectors }) => leafVectors !== undefined);
  if (hasVectors && !trees.every(({ leafVectors }) => leafVectors !== undefined)) {
    throw wrongField(list, 'has trees with and without vectors in their leaves');
  }
  return {
    kind: 'trees',
    trees,
    outputOf,
    weights: readWeights(booster, model, count),
    iterationStarts: readIterations(model, parameters, count, hasVectors ? 1 : outputs, parallel),
  };
}

/** DART's weights stand beside the trees up to XGBoost 3.3 and among them later. */
function readWeights(booster: JsonField, model: JsonField, count: number): Float32Array | undefined {
  for (const field of [fieldOf(booster, 'weight_drop'), fieldOf(model, 'weight_drop')]) {
    if (field.value !== undefined && itemsOf(field).length > 0) return Float32Array.from(numbersOf(field, count));
  }
  return undefined;
}

/** `iteration_indptr`, or (before XGBoost 2.0) as many trees an iteration as there are outputs times parallel trees. */
function readIterations(
  model: JsonField,
  parameters: JsonField,
  count: number,
  outputs: number,
  fallback: number,
): Int32Array {
  const starts = fieldOf(model, 'iteration_indptr');
  if (starts.value !== undefined) {
    const read = integersOf(starts, 0, count);
    if (read.some((start, i) => i > 0 && start < read[i - 1]!) || (read.length > 0 && read.at(-1) !== count)) {
      throw wrongField(starts, `want ascending numbers up to ${count}`);
    }
    return read.length > 0 ? read : Int32Array.of(0);
  }
  const parallel = fieldOf(parameters, 'num_parallel_tree');
  const perIteration =
    outputs * (parallel.value === undefined ? fallback : Math.max(1, integerOf(parallel, 0, MAX_TREES)));
  return Int32Array.from({ length: Math.floor(count / perIteration) + 1 }, (_, i) => i * perIteration);
}

/** The number of iterations that a model's wrapper uses: up to the best one where training was stopped early. */
export function bestIterations(model: XgboostModel): number | undefined {
  const text = model.attributes.get('best_iteration');
  if (text === undefined) return undefined;
  const field = { path: 'learner.attributes.best_iteration', value: text };
  const best = numberOf(field);
  if (!Number.isInteger(best) || best < 0) throw malformed(`${field.path}: is ${text}, want a whole number`);
  return best + 1;
}
