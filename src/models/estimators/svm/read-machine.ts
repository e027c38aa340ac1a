import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { fillKernelRow, type KernelFunction, type KernelName } from '../../kernels/kernel-functions.ts';
import { openPackedRows, type PackedRows } from '../../kernels/packed-rows.ts';
import { fillSparseKernelRow } from '../../kernels/svm-decision.ts';
import { type DenseMatrix, type Features, type SparseMatrix, toDense, toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, readInteger, readNumber, readNumbers, readText } from '../read-attributes.ts';
import { readDense, readMatrix } from '../read-matrix.ts';
import { toSparse } from '../to-sparse.ts';

/** What every libsvm model has: its vectors, their coefficients and intercepts, in libsvm's own signs and order. */
export interface Machine {
  readonly vectorCount: number;
  readonly featureCount: number;
  /** (classes - 1, vectors); (1, vectors) for regression and one-class. */
  readonly coef: Float64Array;
  readonly coefRows: number;
  readonly intercept: Float64Array;
  /** Makes one loop over rows: gives a function that writes the kernel values of a row. */
  prepare(features: Features): (row: number, out: Float64Array) => void;
}

const KERNELS: readonly string[] = ['linear', 'poly', 'rbf', 'sigmoid'];

/** Sparse vectors with at least this share of cells filled, or few cells, are quicker as a dense matrix. */
const DENSE_SHARE = 0.1;
const DENSE_CELLS = 2 ** 20;

export function readMachine(object: DescribedObject): Machine {
  const kernel = object.state.get('kernel');
  if (typeof kernel !== 'string') {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}.kernel is a function`);
  }
  if (kernel !== 'precomputed' && !KERNELS.includes(kernel)) throw badAttribute(object, 'kernel', `is ${kernel}`);
  const intercept = readNumbers(object, '_intercept_', { dimensions: [1], isFinite: true }).data;
  const coef = readDense(object, '_dual_coef_');
  if (!coef.data.every(Number.isFinite)) throw badAttribute(object, '_dual_coef_', 'holds NaN or infinity');
  const vectors =
    kernel === 'precomputed' ? readPrecomputed(object) : readVectors(object, readKernel(object, kernel as KernelName));
  if (coef.columns !== vectors.vectorCount) {
    throw badAttribute(object, '_dual_coef_', `has ${coef.columns} columns for ${vectors.vectorCount} support vectors`);
  }
  return { ...vectors, coef: coef.data, coefRows: coef.rows, intercept };
}

type Vectors = Pick<Machine, 'featureCount' | 'prepare' | 'vectorCount'>;

function readVectors(object: DescribedObject, kernel: KernelFunction): Vectors {
  const vectors = readMatrix(object, 'support_vectors_');
  return { vectorCount: vectors.rows, featureCount: vectors.columns, prepare: prepareKernel(kernel, vectors) };
}

function readKernel(object: DescribedObject, name: KernelName): KernelFunction {
  const kernel = {
    name,
    gamma: name === 'linear' ? 0 : readNumber(object, '_gamma'),
    coef0: readNumber(object, 'coef0'),
    degree: name === 'poly' ? readInteger(object, 'degree') : 0,
  };
  if (!Number.isFinite(kernel.gamma)) throw badAttribute(object, '_gamma', `is ${kernel.gamma}`);
  return kernel;
}

function prepareKernel(kernel: KernelFunction, vectors: DenseMatrix | SparseMatrix): Machine['prepare'] {
  const cells = vectors.rows * vectors.columns;
  if (vectors.kind === 'sparse' && cells > DENSE_CELLS && vectors.data.length < cells * DENSE_SHARE) {
    return (features) => {
      const x = toSparse(toNumeric(features));
      return (row, out) => fillSparseKernelRow(kernel, x, row, vectors, out);
    };
  }
  const { data, rows, columns } = toDense(vectors);
  let packed: PackedRows | null | undefined;
  return (features) => {
    const x = toDense(features).data;
    if (packed === undefined) packed = kernel.name === 'rbf' ? openPackedRows(data, rows, columns) : null;
    if (packed !== null) {
      const opened = packed;
      return (row, out) => opened.fillGaussian(x, row * columns, kernel.gamma, out);
    }
    return (row, out) => fillKernelRow(kernel, x, row * columns, data, rows, columns, out);
  };
}

/** A precomputed kernel's input row holds k(x, training row) for every training row; support_ tells which count. */
function readPrecomputed(object: DescribedObject): Vectors {
  const support = Int32Array.from(readNumbers(object, 'support_', { dimensions: [1] }).data);
  const trainingRows = readTrainingRows(object);
  if (!support.every((at) => at >= 0 && at < trainingRows)) throw badAttribute(object, 'support_', 'is out of range');
  return {
    vectorCount: support.length,
    featureCount: trainingRows,
    prepare(features) {
      const x = toDense(features).data;
      return (row, out) => {
        for (let v = 0; v < support.length; v++) out[v] = x[row * trainingRows + support[v]!]!;
      };
    },
  };
}

function readTrainingRows(object: DescribedObject): number {
  const shape = readNumbers(object, 'shape_fit_').data;
  if (!Number.isInteger(shape[0]) || shape[0]! < 1) throw badAttribute(object, 'shape_fit_', 'want the training shape');
  return shape[0]!;
}

/** Support vectors per class: `_n_support` (`n_support_` before 0.22). Their sum must be the number of vectors. */
export function readSupportCounts(object: DescribedObject, vectorCount: number, classes: number): Int32Array {
  const name = hasAttribute(object, '_n_support') ? '_n_support' : 'n_support_';
  const counts = readNumbers(object, name, { shape: [classes] }).data;
  const starts = new Int32Array(classes + 1);
  for (let c = 0; c < classes; c++) {
    if (!(Number.isInteger(counts[c]) && counts[c]! >= 0 && counts[c]! <= vectorCount)) {
      throw badAttribute(object, name, `counts ${counts[c]} support vectors in class ${c} of ${vectorCount}`);
    }
    starts[c + 1] = starts[c]! + counts[c]!;
  }
  if (starts[classes] !== vectorCount) {
    throw badAttribute(object, name, `adds up to ${starts[classes]} support vectors of ${vectorCount}`);
  }
  return starts;
}

export function readDecisionShape(object: DescribedObject): 'ovo' | 'ovr' {
  return readText(object, 'decision_function_shape', 'ovr') === 'ovo' ? 'ovo' : 'ovr';
}
