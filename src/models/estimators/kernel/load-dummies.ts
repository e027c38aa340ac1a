import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { argmaxRows, logOf } from '../../kernels/probabilities.ts';
import type { Estimator, InputContract } from '../estimator.ts';
import { badAttribute, itemsOf, readInteger, readNumbers, readText, toNumberArray } from '../read-attributes.ts';
import { toLabels } from '../read-labels.ts';
import { readOutputLabels, stackLabels } from '../stack-labels.ts';

/** A dummy looks at nothing but the number of rows: anything will do as input. */
const ANY_INPUT: InputContract = {
  kind: 'number',
  featureCount: undefined,
  featureNames: undefined,
  allowsNaN: true,
  allowsInfinity: true,
};

/** DummyClassifier with a fixed answer (prior, most_frequent, constant). Random strategies are Python's own random numbers. */
export function loadDummyClassifier(object: DescribedObject): Estimator {
  const strategy = readText(object, object.state.has('_strategy') ? '_strategy' : 'strategy');
  if (strategy === 'uniform' || strategy === 'stratified') {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}.strategy ${strategy} draws numpy's random numbers`);
  }
  const outputs = readInteger(object, 'n_outputs_', 1);
  const labels = readOutputLabels(object, outputs > 1);
  const priors = labels.map((output, o) => readPrior(object, o, outputs, output.data.length));
  const chosen = labels.map((output, o) =>
    strategy === 'constant' ? findConstant(object, o, output) : argmaxRows(priors[o]!, 1, priors[o]!.length)[0]!,
  );
  const shares = priors.map((prior, o) =>
    strategy === 'prior' ? prior : prior.map((_, c) => (c === chosen[o] ? 1 : 0)),
  );
  const probabilities = (rows: number, log: boolean): Tensor | readonly Tensor[] => {
    const tensors = shares.map((share) => repeatRow(log ? logOf(share) : share, rows));
    return outputs === 1 ? tensors[0]! : tensors;
  };
  return {
    name: object.name,
    input: ANY_INPUT,
    classes: labels,
    predict(x) {
      const stacked = stackLabels(
        labels,
        chosen.map((c) => new Int32Array(x.rows).fill(c)),
      );
      return outputs === 1 ? ({ ...stacked, shape: [x.rows] } as Tensor) : stacked;
    },
    predictProba: (x) => probabilities(x.rows, false),
    predictLogProba: (x) => probabilities(x.rows, true),
  };
}

/** DummyRegressor: constant_ (1, outputs) for every row. */
export function loadDummyRegressor(object: DescribedObject): Estimator {
  const constant = readNumbers(object, 'constant_').data;
  const outputs = readInteger(object, 'n_outputs_', 1);
  if (constant.length !== outputs)
    throw badAttribute(object, 'constant_', `has ${constant.length} values for ${outputs} outputs`);
  return {
    name: object.name,
    input: ANY_INPUT,
    predict(x) {
      const repeated = repeatRow(constant, x.rows);
      return outputs === 1 ? ({ ...repeated, shape: [x.rows] } as Tensor) : repeated;
    },
  };
}

function repeatRow(row: Float64Array, rows: number): Tensor {
  const out = new Float64Array(rows * row.length);
  for (let r = 0; r < rows; r++) out.set(row, r * row.length);
  return createTensor('float64', [rows, row.length], out);
}

/** class_prior_: an array, or a list with one for each output. */
function readPrior(object: DescribedObject, output: number, outputs: number, classes: number): Float64Array {
  const value = object.state.get('class_prior_');
  const prior = toNumberArray(outputs === 1 ? value : itemsOf(value)?.[output]);
  if (prior?.data.length !== classes) {
    throw badAttribute(object, 'class_prior_', `want ${classes} numbers for output ${output}`);
  }
  return prior.data;
}

function findConstant(object: DescribedObject, output: number, labels: Tensor): number {
  const value = object.state.get('constant') ?? null;
  const listed: readonly unknown[] | undefined = itemsOf(value) ?? dataOf(value);
  const wanted = listed === undefined ? value : listed[output];
  const known = Array.from(labels.data as ArrayLike<unknown>);
  const found = known.findIndex((label) => isSame(label, wanted));
  if (found < 0) throw badAttribute(object, 'constant', 'is none of classes_');
  return found;
}

function dataOf(value: Described): readonly unknown[] | undefined {
  const labels = toLabels(value);
  return labels === undefined ? undefined : Array.from(labels.data as ArrayLike<unknown>);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a !== 'string' && typeof b !== 'string' && Number(a) === Number(b));
}
