import { quote } from '../json/model-json.ts';
import { parseModelJson } from '../json/parse-model-json.ts';
import { malformed } from '../model-file-error.ts';
import type { LightgbmModel } from './lightgbm-model.ts';
import { readLightgbmTree } from './read-lightgbm-tree.ts';
import { decodeText, integerOf, type TextBlock, textOf } from './text-lines.ts';

/** Raw scores per row. */
const MAX_OUTPUTS = 100_000;
const MAX_FEATURES = 100_000_000;
const MAX_TREES = 10_000_000;

const LINE_FEED = 10;
const EQUALS = 0x3d;

/** True when the bytes begin as LightGBM's model text does. */
export function isLightgbmText(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  return start === 'tree\n' || start === 'tree\r';
}

/** Reads LightGBM's model text (save_model, model_to_string). Reference: LightGBM's own writer, versions v2 to v4. */
export function parseLightgbm(bytes: Uint8Array): LightgbmModel {
  const lines = new Lines(bytes);
  if (lines.next() !== 'tree') throw malformed('no LightGBM model: the first line is not "tree"');
  const header = readBlock(lines, 'the header');
  const classCount = integerOf(header, 'num_class', 1, MAX_OUTPUTS);
  const outputs = integerOf(header, 'num_tree_per_iteration', 1, MAX_OUTPUTS);
  const featureCount = integerOf(header, 'max_feature_idx', 0, MAX_FEATURES - 1) + 1;
  const trees = [];
  while (lines.peek().startsWith('Tree=')) {
    const name = lines.next();
    if (name !== `Tree=${trees.length}`)
      throw malformed(`${quote(name)} stands where Tree=${trees.length} was expected`);
    if (trees.length === MAX_TREES) throw malformed(`more trees than the limit of ${MAX_TREES}`);
    trees.push(readLightgbmTree(readBlock(lines, name), featureCount));
  }
  if (lines.next() !== 'end of trees') throw malformed('"end of trees" is missing: is the file truncated?');
  checkTreeSizes(header, trees.length);
  if (trees.length % outputs !== 0) {
    throw malformed(`${trees.length} trees are no whole number of iterations with num_tree_per_iteration=${outputs}`);
  }
  const rest = readRest(lines);
  return {
    formatVersion: header.values.has('version') ? formatVersionOf(textOf(header, 'version')) : undefined,
    featureCount,
    featureNames: namesOf(header, featureCount),
    classCount,
    outputs,
    objective: header.values.has('objective') ? textOf(header, 'objective').split(' ') : [],
    isAveraged: header.values.has('average_output'),
    trees,
    ...rest,
    categoricalFeatures: rest.categoricalFeatures ?? categoricalOf(header),
  };
}

/** `v2` to `v4` so far; anything else is no version. */
export function formatVersionOf(text: unknown): string | undefined {
  return typeof text === 'string' && /^v\d{1,4}$/.test(text) ? text : undefined;
}

/** tree_sizes has a number per tree; the sizes themselves are only a help for readers in several threads. */
function checkTreeSizes(header: TextBlock, trees: number): void {
  const sizes = header.values.get('tree_sizes');
  if (sizes === undefined) return;
  const count = decodeText(sizes)
    .split(' ')
    .filter((size) => size !== '').length;
  if (count !== trees) throw malformed(`the header tree_sizes has ${count} sizes, but there are ${trees} trees`);
}

function namesOf(header: TextBlock, featureCount: number): readonly string[] {
  const names = textOf(header, 'feature_names').split(' ');
  if (names.length !== featureCount) {
    throw malformed(
      `the header feature_names has ${names.length} names, but max_feature_idx says ${featureCount} features`,
    );
  }
  return names;
}

/** feature_infos: `[low:high]` for numbers, `none` for unused features, `a:b:c` for categories. */
function categoricalOf(header: TextBlock): readonly number[] {
  if (!header.values.has('feature_infos')) return [];
  return textOf(header, 'feature_infos')
    .split(' ')
    .flatMap((info, i) => (/^-?\d/.test(info) ? [i] : []));
}

/** Behind the trees: the training parameters, and the data frame's categories as the last line. */
function readRest(lines: Lines): {
  readonly pandasCategorical: LightgbmModel['pandasCategorical'];
  readonly categoricalFeatures: readonly number[] | undefined;
} {
  let categoricalFeatures: readonly number[] | undefined;
  let isInParameters = false;
  while (!lines.isAtEnd) {
    const line = lines.next();
    if (line === 'parameters:') isInParameters = true;
    if (line === 'end of parameters') isInParameters = false;
    const parameter = /^\[categorical_feature: ([\d,]+)\]$/.exec(line)?.[1];
    if (parameter !== undefined) categoricalFeatures = parameter.split(',').map(Number);
    if (line.startsWith('pandas_categorical:')) {
      return { pandasCategorical: readCategories(line.slice('pandas_categorical:'.length)), categoricalFeatures };
    }
  }
  if (isInParameters) throw malformed('"end of parameters" is missing: is the file truncated?');
  return { pandasCategorical: undefined, categoricalFeatures };
}

function readCategories(text: string): LightgbmModel['pandasCategorical'] {
  const value = parseModelJson(new TextEncoder().encode(text));
  if (value === null) return undefined;
  const lists = Array.isArray(value) ? value.map(toCategories) : undefined;
  if (lists === undefined || lists.includes(undefined)) throw malformed('pandas_categorical: want lists of categories');
  return lists.length === 0 ? undefined : (lists as LightgbmModel['pandasCategorical']);
}

function toCategories(value: unknown): readonly (string | number | boolean)[] | undefined {
  if (value instanceof Float64Array) return Array.from(value);
  const isPlain = (item: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof item);
  return Array.isArray(value) && value.every(isPlain) ? value : undefined;
}

/** `key=value` lines up to the empty line behind them. */
function readBlock(lines: Lines, name: string): TextBlock {
  const values = new Map<string, Uint8Array>();
  for (let line = lines.nextBytes(); line.length > 0 || values.size === 0; line = lines.nextBytes()) {
    const at = line.indexOf(EQUALS);
    const key = decodeText(at < 0 ? line : line.subarray(0, at));
    values.set(key, at < 0 ? new Uint8Array() : line.subarray(at + 1));
  }
  return { name, values };
}

/** The file line by line. */
class Lines {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next line without its end; empty lines before a block are passed over by `next` and `peek`. */
  nextBytes(): Uint8Array {
    if (this.isAtEnd) throw malformed('truncated: the file ends in the middle of the model');
    const found = this.#bytes.indexOf(LINE_FEED, this.#at);
    const end = found < 0 ? this.#bytes.length : found;
    const line = this.#bytes.subarray(this.#at, this.#bytes[end - 1] === 13 ? end - 1 : end);
    this.#at = end + 1;
    return line;
  }

  next(): string {
    this.#skipEmpty();
    return decodeText(this.nextBytes());
  }

  /** The beginning of the next line that is not empty. */
  peek(): string {
    this.#skipEmpty();
    return decodeText(this.#bytes.subarray(this.#at, this.#at + 40));
  }

  #skipEmpty(): void {
    while (this.#bytes[this.#at] === LINE_FEED || this.#bytes[this.#at] === 13) this.#at++;
  }
}
