import type { NamedTensor, Outcome } from '../../payload/index.ts';
import { type SaidBeside, takeHeaders, toOutputs, type V2Request } from '../../protocols/v2/index.ts';
import type { ServedModel } from '../models/index.ts';
import { runValues } from '../service/index.ts';
import { type Caller, V2Call } from './v2-call.ts';

/** What a model answered, ready to be written. */
export interface InferenceResult {
  readonly outputs: readonly NamedTensor[];
  /** What the model says beside them: its tags. */
  readonly beside: SaidBeside;
}

/** Asks a model. Answers at once when the model does. Throws or rejects with what the model threw, or INVALID_ARGUMENT. */
export function runInference(
  model: ServedModel,
  request: V2Request,
  caller: Caller,
): InferenceResult | Promise<InferenceResult> {
  const { service } = model;
  const outcome = runValues(service, new V2Call(request, model, caller));
  return outcome instanceof Promise
    ? outcome.then((done) => toResult(model, request, done))
    : toResult(model, request, outcome);
}

/** The outcome of one call, or of one step of a stream. */
function toResult({ service }: ServedModel, request: V2Request, outcome: Outcome): InferenceResult {
  const { info } = service.component;
  const rules = { takesTensors: info.takesTensors === true, names: info.outputs };
  return { outputs: toOutputs(outcome, request.outputs, rules), beside: takeHeaders(outcome.tags) };
}

/** The answers of a model one after the other: one, unless its hook yields them. */
export async function* streamInference(
  model: ServedModel,
  request: V2Request,
  caller: Caller,
): AsyncGenerator<InferenceResult> {
  const { service } = model;
  const outcomes = service.stream(new V2Call(request, model, caller));
  if (outcomes === undefined) yield await runInference(model, request, caller);
  else for await (const outcome of outcomes) yield toResult(model, request, outcome);
}
