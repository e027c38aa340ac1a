import { RadiantError } from '../../base/index.ts';
import type { ExecutorMetrics, ExecutorObserver, NodeIdentity } from '../../observe/index.ts';
import type { Call, Component, Outcome, Payload, Verb } from '../../payload/index.ts';
import { type EncodeOptions, encodeRest, metricsOfRawMessage, readOwnMetrics } from '../../protocols/seldon/index.ts';
import { statusOf } from '../rest/exchange.ts';
import type { Service } from '../service/index.ts';

/** Under which path Seldon's executor would have called the node. */
const PATHS: Readonly<Record<Verb, string>> = {
  aggregate: '/aggregate',
  healthStatus: '/health/status',
  predict: '/predict',
  route: '/route',
  sendFeedback: '/send-feedback',
  transformInput: '/transform-input',
  transformOutput: '/transform-output',
};

const RAW: EncodeOptions = { unitName: undefined, unitImage: undefined, includeMetrics: true, jsonAsAscii: true };

/** A component of this process as a graph calls it: with the defaults and checks of Seldon's units, its metrics counted. */
export function openUnit(service: Service, metrics: ExecutorMetrics, identity: NodeIdentity): Component {
  const { component } = service;
  const observers = new Map<Verb, ExecutorObserver>();
  const observerOf = (verb: Verb): ExecutorObserver => {
    let observer = observers.get(verb);
    if (observer === undefined) {
      observer = metrics.client(identity, PATHS[verb], verb === 'healthStatus' ? 'get' : 'post');
      observers.set(verb, observer);
    }
    return observer;
  };
  return {
    name: component.name,
    info: component.info,
    call(call) {
      const startedMs = performance.now();
      const done = (outcome: Outcome): Outcome => {
        observerOf(call.verb).observe('200', (performance.now() - startedMs) / 1000);
        return outcome.payload.kind === 'message' ? finishRaw(service, call, outcome, outcome.payload) : outcome;
      };
      const failed = (thrown: unknown): never => {
        const status = thrown instanceof RadiantError ? statusOf(thrown) : 500;
        observerOf(call.verb).observe(String(status), (performance.now() - startedMs) / 1000);
        throw thrown;
      };
      try {
        const outcome = service.run(call);
        return outcome instanceof Promise ? outcome.then(done, failed) : done(outcome);
      } catch (thrown) {
        return failed(thrown);
      }
    },
    isReady: () => service.isReady(),
    watchReady: (listener) => service.watchReady(listener),
    close: (signal) => component.close(signal),
  };
}

/** What a raw hook answered, as a microservice would send it: metrics in it are counted, and a status in it is the answer's. */
function finishRaw(
  { metrics }: Service,
  call: Call,
  outcome: Outcome,
  payload: Extract<Payload, { kind: 'message' }>,
): Outcome {
  const own =
    payload.encoding === 'protobuf'
      ? metricsOfRawMessage(payload)
      : payload.encoding === 'json'
        ? readOwnMetrics(payload.bytes)
        : [];
  if (own.length > 0) metrics.recordCustom(call.verb, own);
  if (
    payload.encoding !== 'json' ||
    call.inputs[0]?.payload.kind !== 'message' ||
    call.inputs[0].payload.encoding !== 'json'
  )
    return outcome;
  const reply = { envelope: true, form: 'none', metas: [], puidMeta: undefined } as const;
  const request = { inputs: call.inputs, meta: undefined, feedback: undefined, keepLists: true, reply };
  const { status, body } = encodeRest(call.verb, request, outcome, RAW);
  const bytes = Buffer.from(body);
  if (status === 200) return { payload: { kind: 'message', encoding: 'json', bytes } };
  throw new RadiantError('UNKNOWN', 'the answer says that it is an error', {
    reason: 'USER_RESPONSE',
    httpStatus: status,
    cause: { status, contentType: 'application/json', body: bytes },
  });
}
