import type { Estimator, Features, ModelMethod } from '../../models/index.ts';
import { listToTensor, type NamedTensor, type Outcome, type Payload } from '../../payload/index.ts';
import { badInput, listNames } from './bad-input.ts';
import { listMethods, type MethodResult } from './choose-method.ts';
import { nameOutputs } from './name-outputs.ts';
import { splitColumns } from './split-columns.ts';
import type { RunMethod, Runner } from './threads/create-runner.ts';
import { toPayload } from './to-payload.ts';

/** Methods of a model that callers may ask for by name. */
export interface ModelOutputs {
  /** The default of callers who think in named outputs comes first. */
  readonly names: readonly string[];
  /** Runs the methods of these names. Throws INVALID_ARGUMENT naming those that there are for any other name. */
  answer(wanted: readonly string[], features: Features, signal?: AbortSignal): Outcome | Promise<Outcome>;
}

interface Output {
  readonly run: RunMethod;
  readonly columns: readonly string[] | undefined;
  /** True where the original answers with a data frame, which is one array a column. */
  readonly isFrame: boolean;
}

/** The methods as outputs. Unless the user chose a method the default is predict, as in MLServer's runtimes, if the model has it. */
export function openOutputs(
  estimator: Estimator,
  runner: Runner,
  chosen: ModelMethod,
  isUsersChoice: boolean,
): ModelOutputs {
  const methods = listMethods(estimator);
  const first = !isUsersChoice && methods.includes('predict') ? 'predict' : chosen;
  const outputs = new Map<string, Output>();
  for (const name of methods) {
    outputs.set(name, {
      run: runner.forMethod(name),
      columns: nameOutputs(estimator, name),
      isFrame: name === 'transform' && estimator.transformsToColumns === true,
    });
  }
  const names = [first, ...methods.filter((name) => name !== first)];
  const find = (name: string): Output => {
    const output = outputs.get(name);
    if (output === undefined)
      throw badInput(`there is no output ${listNames([name])}: the model has ${names.join(', ')}`);
    return output;
  };
  return {
    names,
    answer(wanted, features, signal) {
      const [only] = wanted;
      if (only !== undefined && wanted.length === 1) {
        const { run, columns, isFrame } = find(only);
        const result = run(features, signal);
        const finish = isFrame ? toFrame : toOutcome;
        return result instanceof Promise
          ? result.then((late) => finish(only as ModelMethod, late, columns))
          : finish(only as ModelMethod, result, columns);
      }
      const found = wanted.map(find);
      const frame = found.findIndex(({ isFrame }) => isFrame);
      if (frame !== -1) throw severalArrays(wanted[frame]!);
      const results = found.map(({ run }) => run(features, signal));
      return results.some((result) => result instanceof Promise)
        ? Promise.all(results.map((result) => Promise.resolve(result))).then((late) => toNamedOutcome(wanted, late))
        : toNamedOutcome(wanted, results as readonly MethodResult[]);
    },
  };
}

/** The answer of one method; `columns` are their names where they have any. */
export function toOutcome(method: ModelMethod, result: MethodResult, columns: readonly string[] | undefined): Outcome {
  const payload = toPayload(result, method);
  return columns === undefined ? { payload } : { payload, names: columns };
}

/** The same, one array for each column. Values that are no uniform array stay together. */
function toFrame(method: ModelMethod, result: MethodResult, columns: readonly string[] | undefined): Outcome {
  const outcome = toOutcome(method, result, columns);
  const tensors = columns === undefined ? undefined : splitColumns(outcome.payload, columns);
  return tensors === undefined ? outcome : { payload: { kind: 'tensors', tensors } };
}

function toNamedOutcome(names: readonly string[], results: readonly MethodResult[]): Outcome {
  return { payload: { kind: 'tensors', tensors: names.map((name, i) => toNamed(name, results[i]!)) } };
}

function toNamed(name: string, result: MethodResult): NamedTensor {
  return { name, tensor: toTensor(toPayload(result, name as ModelMethod), name) };
}

function toTensor(payload: Payload, name: string): NamedTensor['tensor'] {
  if (payload.kind === 'tensor') return payload.tensor;
  if (payload.kind === 'list') return listToTensor(payload.json);
  throw severalArrays(name);
}

function severalArrays(name: string): Error {
  return badInput(`output ${name} is several arrays: ask for it alone`);
}
