import { RadiantError } from '../../../base/errors.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { type Cell, type Column, createDense, type DenseMatrix, type Features, toDense } from '../features.ts';
import { anyAttribute, badAttribute, itemsOf, readBoolean, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { type Indicator, readIndicator } from './load-missing-indicator.ts';
import { type MissingTest, readMissingTest } from './missing-values.ts';

/** SimpleImputer: missing cells take the column's statistic; a mask of missing columns may be appended. */
export function loadSimpleImputer(object: DescribedObject): Estimator {
  const statistics = readStatistics(object);
  const test = readMissingTest(object);
  const isNumeric = statistics.every((value) => typeof value === 'number');
  const keepsEmpty = readBoolean(object, 'keep_empty_features', false);
  const kept = statistics.flatMap((value, c) => (Number.isNaN(value) && !keepsEmpty ? [] : [c]));
  const indicator = readIndicator(object, statistics.length);
  const input = readInputContract(object, {
    kind: isNumeric ? 'number' : 'table',
    featureCount: statistics.length,
    source: 'statistics_',
    allowsNaN: test.isNaN || !isNumeric,
  });
  return createTransformer({
    name: object.name,
    input,
    outputCount: kept.length + (indicator?.columns.length ?? 0),
    nameOutputs: (names) => [
      ...kept.map((c) => names[c]!),
      ...(indicator?.columns ?? []).map((c) => `missingindicator_${names[c]}`),
    ],
    transform: isNumeric
      ? (features) => imputeNumbers(toDense(features), Float64Array.from(statistics as number[]), kept, test, indicator)
      : (features) => imputeCells(features, statistics, kept, test, indicator),
  });
}

function readStatistics(object: DescribedObject): readonly Cell[] {
  const value = anyAttribute(object, 'statistics_');
  const numbers = toNumberArray(value);
  if (numbers?.shape.length === 1) return Array.from(numbers.data);
  const items = itemsOf(value);
  if (items === undefined) throw badAttribute(object, 'statistics_', 'want an array of one value per column');
  return items.map((item: Described) => {
    if (item === null || typeof item === 'string' || typeof item === 'boolean' || typeof item === 'number') return item;
    const number = toNumberArray(item);
    if (number?.data.length !== 1)
      throw badAttribute(object, 'statistics_', 'holds something that is no text and no number');
    return number.data[0]!;
  });
}

function imputeNumbers(
  x: DenseMatrix,
  statistics: Float64Array,
  kept: readonly number[],
  test: MissingTest,
  indicator: Indicator | undefined,
): DenseMatrix {
  const width = kept.length + (indicator?.columns.length ?? 0);
  const out = createDense(x.rows, width);
  for (let row = 0; row < x.rows; row++) {
    const from = row * x.columns;
    for (let i = 0; i < kept.length; i++) {
      const value = x.data[from + kept[i]!]!;
      out.data[row * width + i] = test.isMissingNumber(value) ? statistics[kept[i]!]! : value;
    }
    indicator?.writeRow(x, row, out.data, row * width + kept.length);
  }
  return out;
}

function imputeCells(
  features: Features,
  statistics: readonly Cell[],
  kept: readonly number[],
  test: MissingTest,
  indicator: Indicator | undefined,
): Features {
  if (features.kind !== 'table') {
    throw new RadiantError('INVALID_ARGUMENT', 'SimpleImputer was fitted with texts and wants a table', {
      reason: 'BAD_DTYPE',
    });
  }
  const columns = kept.map((c): Column => {
    const { name, values } = features.columns[c]!;
    const cells = Array.from(values as readonly Cell[], (cell) => (test.isMissing(cell) ? statistics[c]! : cell));
    return { name, values: cells };
  });
  const masks = (indicator?.columns ?? []).map((c): Column => {
    const { values } = features.columns[c]!;
    return {
      name: undefined,
      values: Float64Array.from(values as readonly Cell[], (cell) => (test.isMissing(cell) ? 1 : 0)),
    };
  });
  return { kind: 'table', rows: features.rows, columns: [...columns, ...masks] };
}
