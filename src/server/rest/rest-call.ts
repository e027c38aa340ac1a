import type { Call, Feedback, Input, JsonObject, Verb } from '../../payload/index.ts';
import type { SeldonRequest } from '../../protocols/seldon/index.ts';
import type { Exchange } from './exchange.ts';

/** A call that came over REST. What costs something, the signal, is made only when the component asks for it. */
export class RestCall implements Call {
  readonly verb: Verb;
  readonly inputs: readonly Input[];
  readonly meta: JsonObject | undefined;
  readonly keepLists: boolean;
  readonly feedback?: Feedback;
  readonly #exchange: Exchange;

  constructor(verb: Verb, request: SeldonRequest, exchange: Exchange) {
    this.verb = verb;
    this.inputs = request.inputs;
    this.meta = request.meta;
    this.keepLists = request.keepLists;
    this.#exchange = exchange;
    if (request.feedback !== undefined) this.feedback = request.feedback;
  }

  get signal(): AbortSignal {
    return this.#exchange.signal;
  }
}
