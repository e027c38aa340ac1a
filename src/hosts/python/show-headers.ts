import type { Call, Feedback, Input, JsonObject, Verb } from '../../payload/index.ts';

/** The call with the request's headers among its parameters, where its protocol shows them; others as they are. */
export function showHeaders(call: Call): Call {
  // Meta is Seldon's, whose requests show none.
  if (call.meta !== undefined || !('headers' in call) || call.headers === undefined) return call;
  return new CallWithHeaders(call, call.headers);
}

/** A class, for the signal must not be made before it is asked for. */
class CallWithHeaders implements Call {
  readonly verb: Verb;
  readonly inputs: readonly Input[];
  readonly meta = undefined;
  readonly keepLists: boolean;
  readonly feedback?: Feedback;
  readonly outputs?: readonly string[];
  readonly namedAnswers?: boolean;
  readonly parameters: JsonObject;
  readonly deadlineMs?: number;
  readonly #call: Call;

  constructor(call: Call, headers: JsonObject) {
    const { feedback, outputs, namedAnswers, deadlineMs } = call;
    this.verb = call.verb;
    this.inputs = call.inputs;
    this.keepLists = call.keepLists;
    if (feedback !== undefined) this.feedback = feedback;
    if (outputs !== undefined) this.outputs = outputs;
    if (namedAnswers !== undefined) this.namedAnswers = namedAnswers;
    // A client's own parameter of that name gives way, as it does in MLServer.
    this.parameters = { ...call.parameters, headers };
    if (deadlineMs !== undefined) this.deadlineMs = deadlineMs;
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal as AbortSignal;
  }
}
