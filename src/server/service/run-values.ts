import type { Call, JsonObject, Outcome, Payload } from '../../payload/index.ts';
import { decodeRest, encodeRest, readOwnMetrics } from '../../protocols/seldon/index.ts';
import type { Service } from './service.ts';

const AS_MESSAGE = {
  unitName: undefined,
  unitImage: undefined,
  includeMetrics: true,
  jsonAsAscii: false,
} as const;

/**
 * Runs a call of a protocol that has values and no Seldon message. A hook that wants the whole message gets one made of the
 * values, and what it answers becomes values again; all others are called as they are.
 */
export function runValues(service: Service, call: Call): Outcome | Promise<Outcome> {
  const [input] = call.inputs;
  if (input === undefined || !service.wantsMessage(call.verb, 'json')) return service.run(call);
  const inputs = [{ payload: toMessage(input.payload, input.names, call), names: [] }];
  const outcome = service.run(withInputs(call, inputs));
  return outcome instanceof Promise
    ? outcome.then((done) => fromMessage(service, call, done))
    : fromMessage(service, call, outcome);
}

/** A copy that reads what a call may make when it is asked for from the call itself. */
function withInputs(call: Call, inputs: Call['inputs']): Call {
  const { verb, keepLists, outputs, parameters, deadlineMs } = call;
  return {
    verb,
    inputs,
    meta: undefined,
    keepLists,
    ...(outputs !== undefined && { outputs }),
    ...(parameters !== undefined && { parameters }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    get headers() {
      return call.headers as JsonObject;
    },
    get signal() {
      return call.signal as AbortSignal;
    },
  };
}

function toMessage(payload: Payload, names: Outcome['names'], { verb, meta }: Call): Payload {
  const reply = { envelope: true, form: 'ndarray', metas: meta === undefined ? [] : [meta], puidMeta: meta } as const;
  const request = { inputs: [], meta, feedback: undefined, keepLists: true, reply };
  const { body } = encodeRest(verb, request, names === undefined ? { payload } : { payload, names }, AS_MESSAGE);
  return { kind: 'message', encoding: 'json', bytes: Buffer.from(body) };
}

function fromMessage(service: Service, { verb }: Call, outcome: Outcome): Outcome {
  const { payload } = outcome;
  if (payload.kind !== 'message' || payload.encoding !== 'json') return outcome;
  const metrics = readOwnMetrics(payload.bytes);
  if (metrics.length > 0) service.metrics.recordCustom(verb, metrics);
  const [answer] = decodeRest('predict', payload.bytes, { unitName: undefined }).inputs;
  if (answer === undefined) return outcome;
  const hasNames = Array.isArray(answer.names) && answer.names.length > 0;
  return hasNames ? { payload: answer.payload, names: answer.names } : { payload: answer.payload };
}
