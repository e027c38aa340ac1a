import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { gramMatrix } from '../../kernels/cholesky.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import { pursueMatching } from '../../kernels/matching-pursuit.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type DenseMatrix, toDense } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { hasAttribute, readBoolean, readInteger, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readDense } from '../read-matrix.ts';

/**
 * DictionaryLearning, MiniBatchDictionaryLearning, SparseCoder: each row as few atoms of a dictionary, by matching pursuit
 * or by a threshold. The path algorithms (lars, lasso) do not run natively.
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
  if (algorithm === 'omp') {
    const gram = gramMatrix(dictionary.data, atoms, dictionary.columns);
    const most = hasAttribute(object, 'transform_n_nonzero_coefs')
      ? readInteger(object, 'transform_n_nonzero_coefs', 1)
      : Math.floor(Math.min(Math.max(dictionary.columns / 10, 1), atoms));
    return (products) => pursueMatching(gram, products, atoms, Math.min(most, atoms));
  }
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

/** transform_alpha, else (from 1.0 on) the alpha of the fit, else 1. */
function readThreshold(object: DescribedObject): number {
  if (hasAttribute(object, 'transform_alpha')) return readNumber(object, 'transform_alpha');
  return hasAttribute(object, 'alpha') ? readNumber(object, 'alpha') : 1;
}
