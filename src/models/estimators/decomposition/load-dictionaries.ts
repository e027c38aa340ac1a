import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { gramMatrix } from '../../kernels/cholesky.ts';
import { followLeastAngle, type PathRules } from '../../kernels/least-angle.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import { pursueMatching } from '../../kernels/matching-pursuit.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type DenseMatrix, toDense } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { hasAttribute, readBoolean, readInteger, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readDense } from '../read-matrix.ts';

/** Levels of a path this near to its end, by feature, are the end: the resolution of float32. */
const ALPHA_TOLERANCE = 2 ** -23;
/** A path of sound data has about as many steps as atoms. */
const MAX_STEPS = 100_000;

/**
 * DictionaryLearning, MiniBatchDictionaryLearning, SparseCoder: each row as few atoms of a dictionary, by matching pursuit
 * by least angles (lars, lasso_lars) or by a threshold. Coordinate descent (lasso_cd) does not run natively: its answer
 * hangs on where it stops, which is another place in each version.
 */
export function loadDictionary(object: DescribedObject): Estimator {
  const dictionary = readDense(object, hasAttribute(object, 'components_') ? 'components_' : 'dictionary');
  const encode = readEncoder(object, dictionary);
  const isSplit = readBoolean(object, 'split_sign', false);
  const outputs = dictionary.rows * (isSplit ? 2 : 1);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: dictionary.columns, source: 'components_' }),
    outputNames: numberedNames(object.name, outputs),
    transform(features) {
      const x = toDense(features);
      const products = linearScores(x, dictionary.data, new Float64Array(dictionary.rows));
      const out = createDense(x.rows, outputs);
      for (let row = 0; row < x.rows; row++) {
        const code = encode(products.subarray(row * dictionary.rows, (row + 1) * dictionary.rows));
        writeCode(code, isSplit, out.data, row * outputs);
      }
      return out;
    },
  };
}

/** Negative weights as positive ones in columns of their own where `isSplit`. */
function writeCode(code: Float64Array, isSplit: boolean, out: Float64Array, to: number): void {
  for (let a = 0; a < code.length; a++) {
    out[to + a] = isSplit ? Math.max(code[a]!, 0) : code[a]!;
    if (isSplit) out[to + code.length + a] = -Math.min(code[a]!, 0);
  }
}

function readEncoder(object: DescribedObject, dictionary: DenseMatrix): (products: Float64Array) => Float64Array {
  const algorithm = readText(object, 'transform_algorithm', 'omp');
  const atoms = dictionary.rows;
  if (algorithm === 'omp' || algorithm === 'lars') {
    const gram = gramMatrix(dictionary.data, atoms, dictionary.columns);
    const most = hasAttribute(object, 'transform_n_nonzero_coefs')
      ? readInteger(object, 'transform_n_nonzero_coefs', 1)
      : Math.floor(Math.min(Math.max(dictionary.columns / 10, 1), atoms));
    if (algorithm === 'omp') return (products) => pursueMatching(gram, products, atoms, Math.min(most, atoms));
    const tolerance = ALPHA_TOLERANCE * dictionary.columns;
    const rules: PathRules = { method: 'lar', end: 0, tolerance, steps: Math.min(most, MAX_STEPS), isPositive: false };
    return (products) => followLeastAngle(gram, products, atoms, rules);
  }
  if (algorithm === 'lasso_lars') return readLassoEncoder(object, dictionary);
  if (algorithm === 'threshold') {
    const limit = readThreshold(object);
    const isPositive = readBoolean(object, 'positive_code', false);
    return (products) =>
      products.map((value) => {
        const size = Math.max(Math.abs(value) - limit, 0);
        return isPositive && value < 0 ? 0 : Math.sign(value) * size;
      });
  }
  throw needsPython('UNSUPPORTED_MODEL', `${object.name}.transform_algorithm ${algorithm} does not run natively`);
}

function readLassoEncoder(object: DescribedObject, dictionary: DenseMatrix) {
  const { rows: atoms, columns, data } = dictionary;
  const gram = gramMatrix(data, atoms, columns);
  const rules: PathRules = {
    method: 'lasso',
    end: readThreshold(object),
    tolerance: ALPHA_TOLERANCE * columns,
    steps: Math.min(
      hasAttribute(object, 'transform_max_iter') ? readInteger(object, 'transform_max_iter', 0) : 1000,
      MAX_STEPS,
    ),
    isPositive: readBoolean(object, 'positive_code', false),
  };
  return (products: Float64Array): Float64Array => followLeastAngle(gram, products, atoms, rules);
}

/** transform_alpha, else (from 1.0 on) the alpha of the fit, else 1. */
function readThreshold(object: DescribedObject): number {
  if (hasAttribute(object, 'transform_alpha')) return readNumber(object, 'transform_alpha');
  return hasAttribute(object, 'alpha') ? readNumber(object, 'alpha') : 1;
}
