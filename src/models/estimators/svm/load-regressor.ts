import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readNumber } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { type Machine, readMachine } from './read-machine.ts';

/** SVR and NuSVR: sum of coef k(x, vector) + intercept. */
export function loadSupportVectorRegressor(object: DescribedObject): Estimator {
  const machine = readSingleMachine(object);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: machine.featureCount, source: 'support_vectors_' }),
    predict: (x) => createTensor('float64', [x.rows], sumRows(machine, x, machine.intercept[0]!)),
  };
}

/** OneClassSVM: inlier (1) where the sum is above 0. score_samples leaves the offset out again. */
export function loadOneClass(object: DescribedObject): Estimator {
  const machine = readSingleMachine(object);
  const intercept = machine.intercept[0]!;
  // offset_ is the negative intercept (absent before 0.20).
  const offset = object.state.has('offset_') ? readNumber(object, 'offset_') : -intercept;
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: machine.featureCount, source: 'support_vectors_' }),
    decisionFunction: (x) => createTensor('float64', [x.rows], sumRows(machine, x, intercept)),
    scoreSamples(x) {
      const scores = sumRows(machine, x, intercept);
      for (let row = 0; row < scores.length; row++) scores[row]! += offset;
      return createTensor('float64', [x.rows], scores);
    },
    predict(x) {
      const scores = sumRows(machine, x, intercept);
      const labels = new BigInt64Array(x.rows);
      for (let row = 0; row < labels.length; row++) labels[row] = scores[row]! > 0 ? 1n : -1n;
      return createTensor('int64', [x.rows], labels);
    },
  };
}

function readSingleMachine(object: DescribedObject): Machine {
  const machine = readMachine(object);
  if (machine.coefRows !== 1) throw badAttribute(object, '_dual_coef_', `has ${machine.coefRows} rows, want 1`);
  if (machine.intercept.length !== 1) {
    throw badAttribute(object, '_intercept_', `has ${machine.intercept.length} values, want 1`);
  }
  return machine;
}

function sumRows(machine: Machine, x: Features, intercept: number): Float64Array {
  const { coef, vectorCount } = machine;
  const kernelValues = new Float64Array(vectorCount);
  const fill = machine.prepare(x);
  const sums = new Float64Array(x.rows);
  for (let row = 0; row < sums.length; row++) {
    fill(row, kernelValues);
    let sum = 0;
    for (let v = 0; v < vectorCount; v++) sum += coef[v]! * kernelValues[v]!;
    sums[row] = sum + intercept;
  }
  return sums;
}
