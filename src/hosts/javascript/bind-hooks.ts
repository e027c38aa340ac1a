import type { Call, Verb } from '../../payload/index.ts';
import { createContext, toNames } from './call-context.ts';
import type { AggregateContext, FeedbackInput, ModelInput } from './model.ts';
import { toNamedTensors } from './named-tensors.ts';
import { bindRawHook } from './raw-hook.ts';
import { toInput } from './to-input.ts';
import { isGeneratorFunction } from './yielded.ts';

/** Calls one hook of the model; what it returns is the model's, perhaps a promise. */
export interface Hook {
  /** As the user wrote it, for messages: `MyModel.predict`. */
  readonly name: string;
  readonly isRaw: boolean;
  invoke(call: Call): unknown;
}

export type Hooks = Readonly<Partial<Record<Verb, Hook>>>;

/** Any hook: a method that is looked up by name. */
type Method = (...given: unknown[]) => unknown;

/** How the arguments of each verb's hook are made of a call. */
const ARGUMENTS: Readonly<Record<Verb, (call: Call) => [unknown?, unknown?]>> = {
  aggregate: (call) => [call.inputs.map(({ payload }) => toInput(payload)), aggregateContext(call)],
  healthStatus: () => [],
  predict: dataArguments,
  route: dataArguments,
  sendFeedback: (call) => [feedbackInput(call), createContext(call, call.inputs[0]?.names)],
  transformInput: dataArguments,
  transformOutput: dataArguments,
};

const TENSOR_ARGUMENTS: typeof ARGUMENTS = {
  ...ARGUMENTS,
  predict: tensorArguments,
  route: tensorArguments,
  transformInput: tensorArguments,
  transformOutput: tensorArguments,
};

export const VERBS = Object.keys(ARGUMENTS) as readonly Verb[];

/** Finds the hooks of a model. `...Raw` wins over the hook of the same name. */
export function bindHooks(model: object, modelName: string): Hooks {
  const argumentsOf = takesTensors(model) ? TENSOR_ARGUMENTS : ARGUMENTS;
  const hooks: Partial<Record<Verb, Hook>> = {};
  for (const verb of VERBS) {
    const raw = methodOf(model, `${verb}Raw`);
    const plain = methodOf(model, verb);
    const name = `${modelName}.${verb}`;
    if (raw !== undefined) {
      hooks[verb] = { name: `${name}Raw`, isRaw: true, invoke: bindRawHook(raw) };
    } else if (plain !== undefined) {
      const toArguments = argumentsOf[verb];
      hooks[verb] = {
        name,
        isRaw: false,
        invoke: (call) => {
          const given = toArguments(call);
          return plain(given[0], given[1]);
        },
      };
    }
  }
  return hooks;
}

/** The hook whose answers come one after the other: `predictStream`, or a `predict` that yields. */
export function bindStreamHook(model: object, modelName: string): Hook | undefined {
  const predict = (model as { readonly predict?: unknown }).predict;
  const name = methodOf(model, 'predictStream') === undefined ? 'predict' : 'predictStream';
  const method = methodOf(model, name);
  if (method === undefined || (name === 'predict' && !isGeneratorFunction(predict))) return undefined;
  const toArguments = (takesTensors(model) ? TENSOR_ARGUMENTS : ARGUMENTS).predict;
  return { name: `${modelName}.${name}`, isRaw: false, invoke: (call) => method(...toArguments(call)) };
}

/** True when a class says that its hooks take a list of named tensors. */
export function takesTensors(model: object): boolean {
  return (model as { readonly takesTensors?: unknown }).takesTensors === true;
}

/** The method of that name, bound; undefined when the model has none. */
export function methodOf(model: object, name: string): Method | undefined {
  const method = (model as Record<string, unknown>)[name];
  return typeof method === 'function' ? (method.bind(model) as Method) : undefined;
}

function dataArguments(call: Call): [unknown, unknown] {
  const input = call.inputs[0];
  return [input === undefined ? undefined : toInput(input.payload), createContext(call, input?.names)];
}

function tensorArguments(call: Call): [unknown, unknown] {
  const input = call.inputs[0];
  const tensors = input === undefined ? undefined : toNamedTensors(input);
  if (input === undefined || tensors === undefined) return dataArguments(call);
  return [tensors, createContext(call, input.names)];
}

function aggregateContext(call: Call): AggregateContext {
  const context = createContext(call, undefined);
  return {
    names: call.inputs.map(({ names }) => toNames(names)),
    meta: context.meta,
    get signal() {
      return context.signal;
    },
  };
}

function feedbackInput(call: Call): FeedbackInput {
  const input = call.inputs[0];
  const { feedback } = call;
  const features: ModelInput | undefined = input === undefined ? undefined : toInput(input.payload);
  return {
    features,
    names: toNames(input?.names),
    reward: feedback?.reward ?? 0,
    truth: feedback?.truth === undefined ? undefined : toInput(feedback.truth),
    routing: feedback?.routing,
  };
}
