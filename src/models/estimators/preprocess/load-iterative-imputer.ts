import type { Described, DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type DenseMatrix, toDense } from '../features.ts';
import {
  badAttribute,
  isObject,
  itemsOf,
  readBoolean,
  readItems,
  readNumbers,
  toNumberArray,
} from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readIndicator } from './load-missing-indicator.ts';
import { readMissingTest } from './missing-values.ts';

/** One round of one column: predicted from the columns `neighbors`. */
interface Step {
  readonly column: number;
  readonly neighbors: Int32Array;
  readonly estimator: Estimator;
}

/** IterativeImputer: a first guess per column, then each column predicted from the others in the fitted order. */
export function loadIterativeImputer(object: DescribedObject, context: LoadContext): Estimator {
  if (readBoolean(object, 'sample_posterior', false)) {
    throw needsPython('NEEDS_PYTHON', `${object.name}.sample_posterior draws random numbers`);
  }
  const first = context.load(object.state.get('initial_imputer_'), 'initial_imputer_');
  const { transform } = first;
  const width = first.outputCount;
  const inputs = first.input.featureCount;
  if (transform === undefined || width === undefined || inputs === undefined) {
    throw badAttribute(object, 'initial_imputer_', `${first.name} is no imputer`);
  }
  const kept = keptColumns(object, inputs, width);
  const steps = readItems(object, 'imputation_sequence_').map((item, i) => readStep(object, item, i, width, context));
  const least = readBounds(object, '_min_value', width, Number.NEGATIVE_INFINITY);
  const most = readBounds(object, '_max_value', width, Number.POSITIVE_INFINITY);
  const test = readMissingTest(object);
  const indicator = readIndicator(object, inputs);
  const extra = indicator?.columns.length ?? 0;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: inputs, source: 'initial_imputer_', allowsNaN: test.isNaN }),
    outputCount: width + extra,
    nameOutputs: (names) => [
      ...Array.from(kept, (c) => names[c]!),
      ...(indicator?.columns ?? []).map((c) => `missingindicator_${names[c]}`),
    ],
    transform(features) {
      const x = toDense(features);
      const filled = toDense(transform(x));
      const data = filled.data === x.data ? filled.data.slice() : filled.data;
      for (const step of steps) {
        const rows = missingRows(x, kept[step.column]!, test.isMissingNumber);
        if (rows.length > 0) imputeColumn(step, rows, data, width, least[step.column]!, most[step.column]!);
      }
      if (indicator === undefined) return createDense(x.rows, width, data);
      const out = createDense(x.rows, width + extra);
      for (let row = 0; row < x.rows; row++) {
        out.data.set(data.subarray(row * width, (row + 1) * width), row * (width + extra));
        indicator.writeRow(x, row, out.data, row * (width + extra) + width);
      }
      return out;
    },
  });
}

/** The input columns that the first imputer keeps: those whose statistic is a number. */
function keptColumns(object: DescribedObject, inputs: number, width: number): Int32Array {
  const all = Array.from({ length: inputs }, (_, c) => c);
  if (inputs === width) return Int32Array.from(all);
  const imputer = object.state.get('initial_imputer_');
  if (!isObject(imputer)) throw badAttribute(object, 'initial_imputer_', 'want a fitted SimpleImputer');
  const statistics = readNumbers(imputer, 'statistics_', { shape: [inputs] }).data;
  const kept = all.filter((c) => !Number.isNaN(statistics[c]!));
  if (kept.length !== width) throw badAttribute(object, 'initial_imputer_', 'has an indicator of its own');
  return Int32Array.from(kept);
}

function readStep(object: DescribedObject, item: Described, i: number, width: number, context: LoadContext): Step {
  const name = `imputation_sequence_[${i}]`;
  // A named tuple: an object made with its three fields, or a plain tuple.
  const [column, neighbors, estimator] = isObject(item) ? item.args : (itemsOf(item) ?? []);
  const at = toNumberArray(column)?.data[0] ?? -1;
  const others = toNumberArray(neighbors)?.data;
  const isWithin = (c: number): boolean => Number.isInteger(c) && c >= 0 && c < width;
  if (!isWithin(at) || others === undefined || !others.every(isWithin)) {
    throw badAttribute(object, name, `names a column outside the ${width}`);
  }
  const loaded = context.load(estimator, name);
  if (loaded.predict === undefined || (loaded.input.featureCount ?? others.length) !== others.length) {
    throw badAttribute(object, name, `${loaded.name} does not predict from ${others.length} columns`);
  }
  return { column: at, neighbors: Int32Array.from(others), estimator: loaded };
}

function readBounds(object: DescribedObject, name: string, width: number, fallback: number): Float64Array {
  if (!object.state.has(name)) return new Float64Array(width).fill(fallback);
  const { data } = readNumbers(object, name);
  if (data.length !== 1 && data.length < width)
    throw badAttribute(object, name, `has ${data.length} values for ${width} columns`);
  return Float64Array.from({ length: width }, (_, c) => data[data.length === 1 ? 0 : c]!);
}

function missingRows(x: DenseMatrix, column: number, isMissing: (value: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < x.rows; row++) if (isMissing(x.data[row * x.columns + column]!)) rows.push(row);
  return rows;
}

function imputeColumn(
  step: Step,
  rows: readonly number[],
  data: Float64Array,
  width: number,
  least: number,
  most: number,
): void {
  const { neighbors, column } = step;
  const given = createDense(rows.length, neighbors.length);
  rows.forEach((row, i) => {
    for (let n = 0; n < neighbors.length; n++)
      given.data[i * neighbors.length + n] = data[row * width + neighbors[n]!]!;
  });
  const predicted = step.estimator.predict!(given).data;
  rows.forEach((row, i) => {
    data[row * width + column] = Math.min(most, Math.max(least, Number(predicted[i])));
  });
}
