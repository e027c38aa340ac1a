import type { Call, Input, JsonObject, Verb } from '../../payload/index.ts';
import type { Values } from '../message/values.ts';
import type { Run } from './run.ts';

/** A call of a component inside a graph. One shape for all; the signal is made when it is asked for. */
export class NodeCall implements Call {
  readonly verb: Verb;
  readonly inputs: readonly Input[];
  readonly meta: JsonObject | undefined;
  readonly keepLists: boolean;
  readonly outputs?: readonly string[];
  readonly parameters?: JsonObject;
  readonly deadlineMs?: number;
  readonly #run: Run;

  constructor(verb: Verb, inputs: readonly Input[], values: Values, run: Run, outputs?: readonly string[]) {
    this.verb = verb;
    this.inputs = inputs;
    // The hook of a combiner gets no meta.
    this.meta = verb === 'aggregate' ? undefined : values.meta;
    this.keepLists = values.keepLists;
    if (outputs !== undefined) this.outputs = outputs;
    if (values.parameters !== undefined) this.parameters = values.parameters;
    if (run.deadlineMs !== undefined) this.deadlineMs = run.deadlineMs;
    this.#run = run;
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }
}
