import type { Described, DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { interpolate } from '../../kernels/interpolate.ts';
import { normalCumulative } from '../../kernels/normal-cumulative.ts';
import { inverseBoxCox, inverseYeoJohnson } from '../../kernels/power-maps.ts';
import { readFunctionOf } from '../preprocess/load-function.ts';
import { hasAttribute, isObject, readBoolean, readNumbers, readText } from '../read-attributes.ts';
import { readNamedParts } from './read-steps.ts';

/** The inverse of a fitted transformer for the value of one column. */
export type Inverse = (value: number, column: number) => number;

/** inverse_transform of the transformers that targets are transformed with; UNSUPPORTED_MODEL for others. */
export function readInverse(object: DescribedObject): Inverse {
  const read = Object.hasOwn(INVERSES, object.name) ? INVERSES[object.name] : undefined;
  if (read !== undefined) return read(object);
  throw needsPython('UNSUPPORTED_MODEL', `the inverse of ${object.name} does not run natively`);
}

const INVERSES: Readonly<Record<string, (object: DescribedObject) => Inverse>> = {
  FunctionTransformer: readFunctionInverse,
  MaxAbsScaler: (object) => undoScale(object, undefined, 'scale_'),
  MinMaxScaler: readMinMaxInverse,
  Pipeline: readPipelineInverse,
  PowerTransformer: readPowerInverse,
  QuantileTransformer: readQuantileInverse,
  RobustScaler: (object) =>
    undoScale(
      object,
      readBoolean(object, 'with_centering', true) ? 'center_' : undefined,
      readBoolean(object, 'with_scaling', true) ? 'scale_' : undefined,
    ),
  StandardScaler: (object) =>
    undoScale(
      object,
      readBoolean(object, 'with_mean', true) ? 'mean_' : undefined,
      readBoolean(object, 'with_std', true) ? 'scale_' : undefined,
    ),
};

function readFunctionInverse(object: DescribedObject): Inverse {
  return readFunctionOf(object, 'inverse_func', 'inv_kw_args') ?? ((value) => value);
}

function undoScale(object: DescribedObject, shiftName: string | undefined, scaleName: string | undefined): Inverse {
  const read = (name: string | undefined): Float64Array | undefined =>
    name === undefined || !hasAttribute(object, name) ? undefined : readNumbers(object, name, { dimensions: [1] }).data;
  const [shift, scale] = [read(shiftName), read(scaleName)];
  return (value, column) => value * (scale?.[column] ?? 1) + (shift?.[column] ?? 0);
}

function readMinMaxInverse(object: DescribedObject): Inverse {
  const scale = readNumbers(object, 'scale_', { dimensions: [1] }).data;
  const offset = readNumbers(object, 'min_', { shape: [scale.length] }).data;
  return (value, column) => (value - offset[column]!) / scale[column]!;
}

function readPowerInverse(object: DescribedObject): Inverse {
  const lambdas = readNumbers(object, 'lambdas_', { dimensions: [1] }).data;
  const undo = readText(object, 'method', 'yeo-johnson') === 'box-cox' ? inverseBoxCox : inverseYeoJohnson;
  const scaler = object.state.get('_scaler');
  const unscale = readBoolean(object, 'standardize', true) && isObject(scaler) ? readInverse(scaler) : undefined;
  return (value, column) => undo(unscale === undefined ? value : unscale(value, column), lambdas[column]!);
}

const BOUNDS_THRESHOLD = 1e-7;

function readQuantileInverse(object: DescribedObject): Inverse {
  const quantiles = readNumbers(object, 'quantiles_', { dimensions: [2] });
  const [count, width] = quantiles.shape as [number, number];
  const references = readNumbers(object, 'references_', { shape: [count] }).data;
  const columns = Array.from({ length: width }, (_, c) =>
    Float64Array.from({ length: count }, (_unused, i) => quantiles.data[i * width + c]!),
  );
  const isNormal = readText(object, 'output_distribution', 'uniform') === 'normal';
  const slack = isNormal ? BOUNDS_THRESHOLD : 0;
  return (value, column) => {
    const values = columns[column]!;
    const place = isNormal ? normalCumulative(value) : value;
    if (isNormal ? place - slack < 0 : place === 0) return values[0]!;
    if (isNormal ? place + slack > 1 : place === 1) return values[count - 1]!;
    return interpolate(place, references, values);
  };
}

function readPipelineInverse(object: DescribedObject): Inverse {
  const steps = readNamedParts(object, 'steps')
    .map(({ value }): Described => value)
    .filter(isObject)
    .map(readInverse)
    .reverse();
  return (value, column) => steps.reduce((sum, undo) => undo(sum, column), value);
}
