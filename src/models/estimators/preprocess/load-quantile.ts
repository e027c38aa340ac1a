import type { DescribedObject } from '../../formats/described.ts';
import { interpolate } from '../../kernels/interpolate.ts';
import { normalQuantile } from '../../kernels/normal-quantile.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import { badAttribute, readNumbers, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

const BOUNDS_THRESHOLD = 1e-7;
const SPACING_AT_1 = Number.EPSILON;

/** One column's quantiles, also turned around and negated: interpolating both ways gives the middle of repeated values. */
interface Quantiles {
  readonly values: Float64Array;
  readonly reversed: Float64Array;
}

/** Where a normal output is cut, so that the ends are not infinite. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** QuantileTransformer: position among the training quantiles, uniform in [0, 1] or as a standard normal's quantile. */
export function loadQuantileTransformer(object: DescribedObject): Estimator {
  const quantiles = readNumbers(object, 'quantiles_', { dimensions: [2] });
  const [count, width] = quantiles.shape as [number, number];
  const references = readNumbers(object, 'references_', { shape: [count] }).data;
  if (count === 0) throw badAttribute(object, 'quantiles_', 'is empty');
  const reversedReferences = negateReversed(references);
  const columns = Array.from({ length: width }, (_, c): Quantiles => {
    const values = Float64Array.from({ length: count }, (_unused, i) => quantiles.data[i * width + c]!);
    return { values, reversed: negateReversed(values) };
  });
  const isNormal = readText(object, 'output_distribution', 'uniform') === 'normal';
  const bounds: Bounds = {
    least: normalQuantile(BOUNDS_THRESHOLD - SPACING_AT_1),
    most: normalQuantile(1 - (BOUNDS_THRESHOLD - SPACING_AT_1)),
  };
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'quantiles_', allowsNaN: true }),
    outputCount: width,
    transform(features) {
      const { rows, data } = toDense(features);
      const out = new Float64Array(data.length);
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < width; c++) {
          const at = row * width + c;
          out[at] = mapValue(data[at]!, columns[c]!, references, reversedReferences, isNormal, bounds);
        }
      }
      return createDense(rows, width, out);
    },
  });
}

function mapValue(
  x: number,
  { values, reversed }: Quantiles,
  references: Float64Array,
  reversedReferences: Float64Array,
  isNormal: boolean,
  bounds: Bounds,
): number {
  if (Number.isNaN(x)) return x;
  const first = values[0]!;
  const last = values[values.length - 1]!;
  const slack = isNormal ? BOUNDS_THRESHOLD : 0;
  let y = 0.5 * (interpolate(x, values, references) - interpolate(-x, reversed, reversedReferences));
  if (isNormal ? x + slack > last : x === last) y = 1;
  if (isNormal ? x - slack < first : x === first) y = 0;
  if (!isNormal) return y;
  return Math.min(bounds.most, Math.max(bounds.least, normalQuantile(y)));
}

function negateReversed(values: Float64Array): Float64Array {
  return Float64Array.from({ length: values.length }, (_, i) => -values[values.length - 1 - i]!);
}
