import { type Call, type JsonObject, type Outcome, toInput, type Verb } from '../../payload/index.ts';
import type { PlainBody } from '../../protocols/plain/index.ts';
import { type HeaderBearer, readHeaders } from '../read-headers.ts';
import { runValues, type Service } from '../service/index.ts';

/** Whoever waits for the answer of a call. Its signal is made when it is asked for. */
interface Caller extends HeaderBearer {
  readonly signal: AbortSignal;
}

/** Asks a component with data that came without a message. Answers at once when the component does. */
export function runPlain(
  service: Service,
  verb: Verb,
  { tensors, isTable, hasNames }: PlainBody,
  caller: Caller,
  parameters?: JsonObject,
): Outcome | Promise<Outcome> {
  const input = toInput(tensors, service.component.info.takesTensors, isTable);
  const call: Call = {
    verb,
    inputs: [hasNames ? input : { payload: input.payload, names: [] }],
    meta: undefined,
    keepLists: true,
    ...(parameters !== undefined && { parameters }),
    get headers() {
      return readHeaders(caller);
    },
    get signal() {
      return caller.signal;
    },
  };
  return runValues(service, call);
}
