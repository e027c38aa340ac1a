import type { Call, Feedback, Input } from '../../payload/index.ts';
import type { FeedbackCall } from '../message/codec.ts';
import type { Run } from './run.ts';

/** A feedback as a component inside a graph is given it. */
export class NodeFeedback implements Call {
  readonly verb = 'sendFeedback';
  readonly inputs: readonly Input[];
  readonly meta = undefined;
  readonly keepLists: boolean;
  readonly feedback: Feedback;
  readonly deadlineMs?: number;
  readonly #run: Run;

  constructor(call: FeedbackCall, run: Run) {
    this.inputs = call.inputs;
    this.keepLists = call.keepLists;
    this.feedback = call.feedback;
    if (run.deadlineMs !== undefined) this.deadlineMs = run.deadlineMs;
    this.#run = run;
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }
}
