import { type Call, type Outcome, toInput } from '../../payload/index.ts';
import { type TensorflowMethod, type TensorflowRequest, toCallOptions } from '../../protocols/tensorflow/index.ts';
import type { ServedModel } from '../models/index.ts';
import { type HeaderBearer, readHeaders } from '../read-headers.ts';
import { predictionVerb, runValues } from '../service/index.ts';

/** Whoever waits for the answer of a call. Its signal is made when it is asked for. */
export interface Caller extends HeaderBearer {
  readonly signal: AbortSignal;
  readonly deadlineMs?: number | undefined;
}

/** Asks a model. Answers at once when the model does. Throws or rejects with what the model threw, or INVALID_ARGUMENT. */
export function runMethod(
  { service }: ServedModel,
  method: TensorflowMethod,
  request: TensorflowRequest,
  caller: Caller,
  outputs?: readonly string[],
): Outcome | Promise<Outcome> {
  const { info } = service.component;
  const { deadlineMs } = caller;
  const call: Call = {
    verb: predictionVerb(info),
    inputs: [toInput(request.inputs, info.takesTensors, request.isTable)],
    meta: undefined,
    keepLists: true,
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...toCallOptions(method, request, info),
    ...(outputs !== undefined && { outputs }),
    get headers() {
      return readHeaders(caller);
    },
    get signal() {
      return caller.signal;
    },
  };
  return runValues(service, call);
}
