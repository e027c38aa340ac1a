import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { boxCox, yeoJohnson } from '../../kernels/power-maps.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type DenseMatrix, toDense } from '../features.ts';
import { badAttribute, readBoolean, readNumbers, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** PowerTransformer: Yeo-Johnson or Box-Cox with a lambda per column, then maybe its own StandardScaler. */
export function loadPowerTransformer(object: DescribedObject, context: LoadContext): Estimator {
  const lambdas = readNumbers(object, 'lambdas_', { dimensions: [1] }).data;
  const method = readText(object, 'method', 'yeo-johnson');
  if (method !== 'yeo-johnson' && method !== 'box-cox') throw badAttribute(object, 'method', `is ${method}`);
  const map = method === 'box-cox' ? positiveBoxCox : yeoJohnson;
  const scaler = readBoolean(object, 'standardize', true)
    ? context.load(object.state.get('_scaler'), '_scaler')
    : undefined;
  if (scaler !== undefined && (scaler.transform === undefined || scaler.input.featureCount !== lambdas.length)) {
    throw badAttribute(object, '_scaler', `is no scaler of ${lambdas.length} columns`);
  }
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: lambdas.length, source: 'lambdas_', allowsNaN: true }),
    outputCount: lambdas.length,
    transform(features) {
      const powered = applyPowers(toDense(features), lambdas, map);
      return scaler === undefined ? powered : scaler.transform!(powered);
    },
  });
}

function applyPowers(
  { rows, columns, data }: DenseMatrix,
  lambdas: Float64Array,
  map: (x: number, lambda: number) => number,
): DenseMatrix {
  const out = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let c = 0; c < columns; c++) out[from + c] = map(data[from + c]!, lambdas[c]!);
  }
  return createDense(rows, columns, out);
}

function positiveBoxCox(x: number, lambda: number): number {
  if (x <= 0) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `the Box-Cox transformation takes only positive numbers, but ${x} was given`,
      {
        reason: 'BAD_VALUE',
      },
    );
  }
  return boxCox(x, lambda);
}
