import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { type Cell, createDense, type DenseMatrix, type Features, toDense } from '../features.ts';
import {
  badAttribute,
  hasAttribute,
  isObject,
  readBoolean,
  readInteger,
  readNumbers,
  readText,
} from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { type MissingTest, readMissingTest } from './missing-values.ts';

/** The mask that an imputer appends: 1 where the cell of one of `columns` is missing. */
export interface Indicator {
  readonly columns: readonly number[];
  writeRow(x: DenseMatrix, row: number, out: Float64Array, to: number): void;
}

/** The fitted `indicator_` of an imputer for `width` features, undefined where it has none. */
export function readIndicator(object: DescribedObject, width: number): Indicator | undefined {
  if (!readBoolean(object, 'add_indicator', false) || !hasAttribute(object, 'indicator_')) return undefined;
  const indicator = object.state.get('indicator_');
  if (!isObject(indicator)) throw badAttribute(object, 'indicator_', 'want the fitted MissingIndicator');
  const columns = readMaskColumns(indicator, width);
  const test = readMissingTest(indicator);
  return {
    columns,
    writeRow(x, row, out, to) {
      for (let i = 0; i < columns.length; i++) {
        out[to + i] = test.isMissingNumber(x.data[row * x.columns + columns[i]!]!) ? 1 : 0;
      }
    },
  };
}

function readMaskColumns(object: DescribedObject, width: number): readonly number[] {
  const columns = Array.from(readNumbers(object, 'features_', { dimensions: [1] }).data);
  if (!columns.every((c) => Number.isInteger(c) && c >= 0 && c < width)) {
    throw badAttribute(object, 'features_', `names a column outside the ${width} features`);
  }
  return columns;
}

/** MissingIndicator: a column of 0 and 1 for each feature (that missed values when it was fitted). */
export function loadMissingIndicator(object: DescribedObject): Estimator {
  const counted = hasAttribute(object, '_n_features') ? '_n_features' : 'n_features_in_';
  const width = readInteger(object, counted);
  const columns = readMaskColumns(object, width);
  const test = readMissingTest(object);
  const isStrict =
    readText(object, 'features', 'missing-only') === 'missing-only' && readBoolean(object, 'error_on_new', true);
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: counted, allowsNaN: test.isNaN }),
    outputCount: columns.length,
    nameOutputs: (names) => columns.map((c) => `missingindicator_${names[c]}`),
    transform(features) {
      const masks = maskColumns(features, width, test);
      if (isStrict) checkNew(masks, columns);
      const out = createDense(features.rows, columns.length);
      for (let row = 0; row < features.rows; row++) {
        columns.forEach((c, i) => {
          out.data[row * columns.length + i] = masks.data[row * width + c]!;
        });
      }
      return out;
    },
  });
}

function maskColumns(features: Features, width: number, test: MissingTest): DenseMatrix {
  const out = createDense(features.rows, width);
  if (features.kind === 'table') {
    features.columns.forEach(({ values }, c) => {
      for (let row = 0; row < features.rows; row++)
        out.data[row * width + c] = test.isMissing(values[row] as Cell) ? 1 : 0;
    });
    return out;
  }
  const { data } = toDense(features);
  for (let i = 0; i < out.data.length; i++) out.data[i] = test.isMissingNumber(data[i]!) ? 1 : 0;
  return out;
}

function checkNew({ columns: width, data }: DenseMatrix, columns: readonly number[]): void {
  const at = data.findIndex((mask, i) => mask === 1 && !columns.includes(i % width));
  if (at < 0) return;
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `row ${Math.floor(at / width)}, column ${at % width}: a value is missing where none was when the model was fitted`,
    { reason: 'BAD_VALUE' },
  );
}
