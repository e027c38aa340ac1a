import type { Call, Verb } from '../../payload/index.ts';
import { createContext, toNames } from './call-context.ts';
import type { AggregateContext, FeedbackInput, ModelInput } from './model.ts';
import { bindRawHook } from './raw-hook.ts';
import { toInput } from './to-input.ts';

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

export const VERBS = Object.keys(ARGUMENTS) as readonly Verb[];

/** Finds the hooks of a model. `...Raw` wins over the hook of the same name. */
export function bindHooks(model: object, modelName: string): Hooks {
  const hooks: Partial<Record<Verb, Hook>> = {};
  for (const verb of VERBS) {
    const raw = methodOf(model, `${verb}Raw`);
    const plain = methodOf(model, verb);
    const name = `${modelName}.${verb}`;
    if (raw !== undefined) {
      hooks[verb] = { name: `${name}Raw`, isRaw: true, invoke: bindRawHook(raw) };
    } else if (plain !== undefined) {
      const toArguments = ARGUMENTS[verb];
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

/** The method of that name, bound; undefined when the model has none. */
export function methodOf(model: object, name: string): Method | undefined {
  const method = (model as Record<string, unknown>)[name];
  return typeof method === 'function' ? (method.bind(model) as Method) : undefined;
}

function dataArguments(call: Call): [unknown, unknown] {
  const input = call.inputs[0];
  return [input === undefined ? undefined : toInput(input.payload), createContext(call, input?.names)];
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
