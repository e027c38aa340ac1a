import { ERROR_CODES } from '../../base/index.ts';
import type { Labels } from './format-labels.ts';
import { METHOD_LABEL, type RequestMethod } from './method-label.ts';
import type { FamilyDescription, MetricStore } from './metric-store.ts';
import type { Counter, Histogram } from './series.ts';

/** Over which door a request came. */
export type Transport = 'grpc' | 'rest';

/** Counts requests of one method over one door. `code`: the HTTP status, or the number of the gRPC status. */
export interface RequestObserver {
  observe(code: number, seconds: number): void;
}

const REQUESTS: FamilyDescription = {
  name: 'radiant_requests_total',
  help: 'Requests answered, by method, protocol and status code (HTTP status, or name of the gRPC status).',
};

const SECONDS: FamilyDescription = {
  name: 'radiant_request_seconds',
  help: 'Time from the first byte of a request read to its answer handed to the socket.',
  bounds: [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
  ],
};

/** Highest status code that is counted on its own: a label must not be whatever a number can be. */
const MAX_CODE = 999;

/** Gives the observer for a method and a door, made on first use. Keep it: `observe` is then array look-ups. */
export function createRequestMetrics(
  store: MetricStore,
  identity: Labels,
): (method: RequestMethod, transport: Transport) => RequestObserver {
  const observers = { grpc: new Map<string, RequestObserver>(), rest: new Map<string, RequestObserver>() };
  return (method, transport) => {
    let observer = observers[transport].get(method);
    if (observer === undefined) {
      const labels = { ...identity, method: METHOD_LABEL[method], protocol: transport };
      observer = createObserver(store, labels, transport);
      observers[transport].set(method, observer);
    }
    return observer;
  };
}

function createObserver(store: MetricStore, labels: Labels, transport: Transport): RequestObserver {
  const latency: Histogram | undefined = store.histogram(SECONDS, labels);
  const byCode: (Counter | undefined)[] = [];
  const open = (code: number): Counter | undefined => {
    const counter = store.counter(REQUESTS, { ...labels, code: codeLabel(code, transport) });
    byCode[code] = counter;
    return counter;
  };
  return {
    observe(code, seconds) {
      const known = code >= 0 && code <= MAX_CODE ? code : 0;
      (byCode[known] ?? open(known))?.add(1);
      latency?.observe(seconds);
    },
  };
}

function codeLabel(code: number, transport: Transport): string {
  if (transport === 'rest') return String(code);
  if (code === 0) return 'OK';
  const known = Object.entries(ERROR_CODES).find(([, { grpc }]) => grpc === code);
  return known?.[0] ?? String(code);
}
