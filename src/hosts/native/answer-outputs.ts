import type { Estimator, Features, ModelMethod } from '../../models/index.ts';
import { listToTensor, type NamedTensor, type Outcome, type Payload } from '../../payload/index.ts';
import { badInput, listNames } from './bad-input.ts';
import { chooseMethod, listMethods, type MethodResult } from './choose-method.ts';
import { nameOutputs } from './name-outputs.ts';
import { toPayload } from './to-payload.ts';

/** Methods of a model that callers may ask for by name. */
export interface ModelOutputs {
  /** The default of callers who think in named outputs comes first. */
  readonly names: readonly string[];
  /** Runs the methods of these names. Throws INVALID_ARGUMENT naming those that there are for any other name. */
  answer(wanted: readonly string[], features: Features): Outcome;
}

interface Output {
  readonly run: (features: Features) => MethodResult;
  readonly columns: readonly string[] | undefined;
}

/** The methods as outputs. Unless the user chose a method the default is predict, as in MLServer's runtimes, if the model has it. */
export function openOutputs(estimator: Estimator, chosen: ModelMethod, isUsersChoice: boolean): ModelOutputs {
  const methods = listMethods(estimator);
  const first = !isUsersChoice && methods.includes('predict') ? 'predict' : chosen;
  const outputs = new Map<string, Output>();
  for (const name of methods) {
    outputs.set(name, { run: chooseMethod(estimator, name).run, columns: nameOutputs(estimator, name) });
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
    answer(wanted, features) {
      const [only] = wanted;
      if (only !== undefined && wanted.length === 1) {
        const { run, columns } = find(only);
        const payload = toPayload(run(features), only as ModelMethod);
        return columns === undefined ? { payload } : { payload, names: columns };
      }
      const found = wanted.map(find);
      return { payload: { kind: 'tensors', tensors: wanted.map((name, i) => toNamed(name, found[i]!.run(features))) } };
    },
  };
}

function toNamed(name: string, result: MethodResult): NamedTensor {
  return { name, tensor: toTensor(toPayload(result, name as ModelMethod), name) };
}

function toTensor(payload: Payload, name: string): NamedTensor['tensor'] {
  if (payload.kind === 'tensor') return payload.tensor;
  if (payload.kind === 'list') return listToTensor(payload.json);
  throw badInput(`output ${name} is several arrays: ask for it alone`);
}
