import { RadiantError } from '../../base/index.ts';
import { type Call, type Component, createTensor, type Outcome, type Verb } from '../../payload/index.ts';

type Hooks = Readonly<Partial<Record<Verb, (call: Call) => Outcome | Promise<Outcome>>>>;

/** A built-in unit as a component. */
export function createUnit(name: string, hooks: Hooks): Component {
  const verbs = new Set(Object.keys(hooks) as Verb[]);
  return {
    name,
    info: { verbs, rawVerbs: new Set(), metadata: undefined },
    call(call) {
      const hook = hooks[call.verb];
      if (hook !== undefined) return hook(call);
      if (call.verb === 'healthStatus') return { payload: { kind: 'string', value: 'healthy' } };
      throw new RadiantError('UNIMPLEMENTED', `node ${name} has no ${call.verb}`, { reason: 'HOOK_NOT_IMPLEMENTED' });
    },
    isReady: () => true,
    close: async () => {},
  };
}

/** What a node that has nothing to say answers: an empty array. */
export function emptyOutcome(): Outcome {
  return { payload: { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) } };
}
