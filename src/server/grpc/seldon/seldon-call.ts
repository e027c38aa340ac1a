import type { Call, Feedback, Input, JsonObject, Verb } from '../../../payload/index.ts';
import type { SeldonRequest } from '../../../protocols/seldon/index.ts';
import type { CallContext } from '../call/method.ts';

/** A gRPC call as components see it. One shape for all; the signal is made when it is asked for. */
export class SeldonCall implements Call {
  readonly verb: Verb;
  readonly inputs: readonly Input[];
  readonly meta: JsonObject | undefined;
  readonly keepLists: boolean;
  readonly feedback?: Feedback;
  readonly deadlineMs?: number;
  readonly #context: CallContext;

  constructor(verb: Verb, request: SeldonRequest, context: CallContext) {
    const { deadlineMs } = context;
    this.verb = verb;
    this.inputs = request.inputs;
    this.meta = request.meta;
    this.keepLists = request.keepLists;
    if (request.feedback !== undefined) this.feedback = request.feedback;
    if (deadlineMs !== undefined) this.deadlineMs = deadlineMs;
    this.#context = context;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }
}
