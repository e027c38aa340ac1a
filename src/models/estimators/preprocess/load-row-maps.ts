import type { DescribedObject } from '../../formats/described.ts';
import { normalizeRows } from '../../kernels/normalize-rows.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, toDense, toNumeric } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** Norms of dense rows below this count as 0 from scikit-learn 1.0 on. */
const TINY_NORM = 10 * Number.EPSILON;

/** Normalizer: each row divided by its norm; a row of norm 0 stays. */
export function loadNormalizer(object: DescribedObject, context: LoadContext): Estimator {
  const norm = readText(object, 'norm', 'l2');
  if (norm !== 'l1' && norm !== 'l2' && norm !== 'max')
    throw badAttribute(object, 'norm', `is ${norm}, want l1, l2 or max`);
  const least = isBefore(context.version, [1, 0]) ? 0 : TINY_NORM;
  const input = readInputContract(object);
  return createTransformer({
    name: object.name,
    input,
    outputCount: input.featureCount,
    transform(features) {
      const x = toNumeric(features);
      return normalizeRows(x, norm, x.kind === 'dense' ? least : 0);
    },
  });
}

/** Binarizer: 1 where x > threshold, else 0. */
export function loadBinarizer(object: DescribedObject): Estimator {
  const threshold = object.state.has('threshold') ? readNumber(object, 'threshold') : 0;
  const input = readInputContract(object);
  return createTransformer({
    name: object.name,
    input,
    outputCount: input.featureCount,
    transform(features) {
      const x = threshold < 0 ? toDense(features) : toNumeric(features);
      const data = new Float64Array(x.data.length);
      for (let i = 0; i < data.length; i++) data[i] = x.data[i]! > threshold ? 1 : 0;
      return x.kind === 'sparse' ? { ...x, data } : createDense(x.rows, x.columns, data);
    },
  });
}
