import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { logOf } from '../../kernels/probabilities.ts';
import type { Estimator, Labels, LoadContext } from '../estimator.ts';
import { createDense, type Features, toNumeric } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { stackColumns } from '../stack-columns.ts';
import {
  columnsToRows,
  hasAll,
  numbersOf,
  positiveColumn,
  readMembers,
  sharedContract,
  singleOutput,
} from './read-members.ts';

/** MultiOutputClassifier: a classifier per output. */
export function loadMultiOutputClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  if (!hasAll(members, 'predict')) throw badAttribute(object, 'estimators_', 'has a member without predict');
  const base: Estimator = {
    name: object.name,
    input: sharedContract(object, members),
    classes: members.flatMap(({ classes }) => (classes === undefined ? [] : [classes[0]!])),
    predict: (x) =>
      sideBySide(
        members.map((member) => member.predict!(x)),
        x.rows,
      ),
  };
  if (!hasAll(members, 'predictProba')) return base;
  return { ...base, predictProba: (x) => members.map((member) => singleOutput(member.predictProba!(x))) };
}

/** MultiOutputRegressor: a regressor per output. */
export function loadMultiOutputRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  if (!hasAll(members, 'predict')) throw badAttribute(object, 'estimators_', 'has a member without predict');
  return {
    name: object.name,
    input: sharedContract(object, members),
    predict: (x) =>
      createTensor(
        'float64',
        [x.rows, members.length],
        columnsToRows(
          members.map((member) => numbersOf(member.predict!(x))),
          x.rows,
        ),
      ),
  };
}

/** Labels of several outputs as one (rows, outputs) tensor, in the dtype that holds them all. */
function sideBySide(answers: readonly Tensor[], rows: number): Tensor {
  const shape = [rows, answers.length];
  const { dtype } = answers[0]!;
  const isSame = answers.every((answer) => answer.dtype === dtype);
  const cells = Array.from(
    { length: rows * answers.length },
    (_, i) => answers[i % answers.length]!.data[Math.floor(i / answers.length)],
  );
  if (isSame && dtype === 'int64') return createTensor('int64', shape, BigInt64Array.from(cells as bigint[]));
  if (isSame && dtype === 'bool') return createTensor('bool', shape, Uint8Array.from(cells as number[]));
  if (answers.every((answer) => answer.dtype !== 'string' && answer.dtype !== 'json')) {
    return createTensor('float64', shape, Float64Array.from(cells, Number));
  }
  return createTensor('string', shape, cells.map(String));
}

/** ClassifierChain and RegressorChain: each model also sees the answers of those before it in order_. */
export function loadChain(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  if (!hasAll(members, 'predict')) throw badAttribute(object, 'estimators_', 'has a member without predict');
  const order = readNumbers(object, 'order_', { shape: [members.length] }).data;
  const places = Array.from(order, (_, output) => order.indexOf(output));
  if (places.includes(-1)) throw badAttribute(object, 'order_', `is no order of ${members.length} outputs`);
  const first = members[0]!.input.featureCount;
  const input = readInputContract(object, first === undefined ? {} : { featureCount: first, source: 'estimators_' });
  for (const [i, member] of members.entries()) {
    const { featureCount } = member.input;
    if (first !== undefined && featureCount !== undefined && featureCount !== first + i) {
      throw badAttribute(object, `estimators_[${i}]`, `wants ${featureCount} features, want ${first + i}`);
    }
  }
  const method = object.state.get('chain_method_') ?? 'predict';
  const feed = members.map((member) => scoreOf(object, member, String(method)));
  const run = (x: Features, answers: readonly Score[]): Tensor => {
    const outputs = runChain(toNumeric(x), feed, answers);
    return createTensor(
      'float64',
      [x.rows, members.length],
      columnsToRows(
        places.map((at) => outputs[at]!),
        x.rows,
      ),
    );
  };
  const ask = (name: string): readonly Score[] => members.map((member) => scoreOf(object, member, name));
  const predict = ask('predict');
  const labels = members.flatMap(({ classes }) => (classes === undefined ? [] : [classes[0]!]));
  const base: Estimator = { name: object.name, input, predict: (x) => run(x, predict) };
  if (object.name === 'RegressorChain' || labels.length !== members.length) return base;
  return {
    ...base,
    ...chainScores(
      members,
      places.map((at) => labels[at]!),
      run,
      ask,
      !isBefore(context.version, [1, 4]),
    ),
  };
}

type Score = (features: Features) => Float64Array;

function chainScores(
  members: readonly Estimator[],
  classes: readonly Labels[],
  run: (x: Features, answers: readonly Score[]) => Tensor,
  ask: (name: string) => readonly Score[],
  hasLogs: boolean,
): Partial<Estimator> {
  const isBinary = classes.every((labels) => labels.data.length === 2);
  const decisions = isBinary && hasAll(members, 'decisionFunction') ? ask('decision_function') : undefined;
  const chances = isBinary && hasAll(members, 'predictProba') ? ask('predict_proba') : undefined;
  return {
    classes,
    ...(decisions && { decisionFunction: (x: Features) => run(x, decisions) }),
    ...(chances && { predictProba: (x: Features) => run(x, chances) }),
    ...(hasLogs &&
      chances && {
        predictLogProba(x: Features) {
          const { shape, data } = run(x, chances);
          return createTensor('float64', shape, logOf(data as Float64Array));
        },
      }),
  };
}

function scoreOf(object: DescribedObject, member: Estimator, method: string): Score {
  const { predict, predictProba, predictLogProba, decisionFunction } = member;
  if (method === 'predict' && predict !== undefined) return (x) => numbersOf(predict(x));
  if (method === 'decision_function' && decisionFunction !== undefined) return (x) => numbersOf(decisionFunction(x));
  if (method === 'predict_proba' && predictProba !== undefined)
    return (x) => positiveColumn(singleOutput(predictProba(x)));
  if (method === 'predict_log_proba' && predictLogProba !== undefined)
    return (x) => positiveColumn(singleOutput(predictLogProba(x)));
  throw badAttribute(object, 'chain_method_', `is ${method}, which ${member.name} does not have`);
}

/** The answers of each model of the chain, in chain order. */
function runChain(x: Features, feed: readonly Score[], answers: readonly Score[]): readonly Float64Array[] {
  const fed: Float64Array[] = [];
  return answers.map((answer, i) => {
    const seen =
      fed.length === 0 ? x : stackColumns([x, createDense(x.rows, fed.length, columnsToRows(fed, x.rows))], x.rows);
    const output = answer(seen);
    fed.push(answer === feed[i] ? output : feed[i]!(seen));
    return output;
  });
}
