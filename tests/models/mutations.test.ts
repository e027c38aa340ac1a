import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../src/base/errors.ts';
import { loadEstimator } from '../../src/models/estimators/load-estimator.ts';
import { ESTIMATORS } from '../../src/models/estimators/registry.ts';
import { ByteReader } from '../../src/models/formats/byte-reader.ts';
import type { Described, DescribedArray, DescribedObject } from '../../src/models/formats/described.ts';
import { readPickle } from '../../src/models/formats/pickle/machine.ts';
import { METHODS } from './check-case.ts';
import { type CaseEntry, readCase, readIndex, readModelFile } from './golden-model.ts';
import { toFeatures } from './to-features.ts';

const ROOT = new URL('../golden/models-fresh/numeric/', import.meta.url);

function arrayOf(numbers: readonly number[], shape: readonly number[] = [numbers.length]): DescribedArray {
  const dtype = { kind: 'f', sizeBytes: 8, isLittleEndian: true, fields: undefined };
  return { kind: 'array', dtype, shape, data: Float64Array.from(numbers), values: undefined, records: undefined };
}

/** What a hostile or broken file could hold in place of an attribute. */
const WRONG: Readonly<Record<string, (value: Described) => Described | undefined>> = {
  missing: () => undefined,
  none: () => null,
  text: () => 'x',
  negative: () => -1,
  huge: () => 1e12,
  nan: () => Number.NaN,
  'empty list': () => ({ kind: 'list', items: [] }),
  'empty array': () => arrayOf([]),
  'one number': () => arrayOf([7]),
  'three dimensions': () => arrayOf([1, 2], [1, 1, 2]),
  'one row less': (value) => resized(value, -1),
  'one row more': (value) => resized(value, 1),
  'one column less': (value) => narrowed(value),
};

function isNumbers(value: Described): value is DescribedArray {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'array' && !!value.data;
}

/** The same numbers with another first dimension. */
function resized(value: Described, by: number): Described {
  if (!isNumbers(value) || value.shape.length === 0) return value;
  const [rows = 0, ...rest] = value.shape;
  const width = rest.reduce((a, b) => a * b, 1);
  if (rows + by < 0) return value;
  const numbers = Array.from(value.data as ArrayLike<number | bigint>, Number);
  const grown = Array.from({ length: (rows + by) * width }, (_, i) => numbers[i % Math.max(1, numbers.length)] ?? 0);
  return { ...arrayOf(grown, [rows + by, ...rest]) };
}

function narrowed(value: Described): Described {
  if (!isNumbers(value) || value.shape.length !== 2) return value;
  const [rows = 0, columns = 0] = value.shape;
  if (columns < 2) return value;
  return arrayOf(
    Array.from({ length: rows * (columns - 1) }, () => 1),
    [rows, columns - 1],
  );
}

/** One case of each class: what a class checks does not depend on how it was fitted. */
const cases = new Map<string, CaseEntry>(readIndex(ROOT).map((entry) => [entry.estimator, entry]));

for (const [name, { path }] of cases) {
  test(`${name} with one attribute wrong is refused in clear words, or answers`, () => {
    const recorded = readCase(path, ROOT);
    const bytes = readModelFile(path, recorded.files[0]!, ROOT);
    const x = toFeatures(recorded.inputs);
    assert.ok(x.kind === 'dense');
    for (const attribute of (readPickle(new ByteReader(bytes)) as DescribedObject).state.keys()) {
      if (attribute === '_sklearn_version') continue;
      for (const [kind, spoil] of Object.entries(WRONG)) {
        const object = readPickle(new ByteReader(bytes)) as DescribedObject;
        const value = spoil(object.state.get(attribute)!);
        if (value === undefined) object.state.delete(attribute);
        else object.state.set(attribute, value);
        try {
          const model = loadEstimator(object, ESTIMATORS);
          // The serving side checks the width before it asks.
          if (model.input.featureCount !== undefined && model.input.featureCount !== x.columns) continue;
          for (const ask of Object.values(METHODS)) ask(model, x);
        } catch (error) {
          assert.ok(
            error instanceof RadiantError,
            `${attribute}, ${kind}: ${error instanceof Error ? error.stack : error}`,
          );
          assert.match(error.message, new RegExp(`${name}|${attribute}|\\w+\\.\\w+:|row \\d`), `${attribute}, ${kind}`);
        }
      }
    }
  });
}
