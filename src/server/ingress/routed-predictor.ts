import type { IncomingMessage } from 'node:http';
import { runToEnd } from '../../base/index.ts';
import type { JsonObject } from '../../payload/index.ts';
import { makeExample } from '../../protocols/seldon/index.ts';
import type { MethodTable, UnaryMethod } from '../grpc/call/method.ts';
import { answerHeaders } from '../predictor/answer-headers.ts';
import { countRequests } from '../predictor/count-requests.ts';
import { openPredictor } from '../predictor/open-predictor.ts';
import { predictorMethods } from '../predictor/open-predictor-grpc.ts';
import type { Predictor } from '../predictor/predictor.ts';
import { predictorEndpoints } from '../predictor/predictor-endpoints.ts';
import type { PredictorOptions } from '../predictor/predictor-options.ts';
import type { Endpoint } from '../rest/endpoint.ts';
import type { Exchange } from '../rest/exchange.ts';

/** A predictor as the ingress reaches it: without a port of its own, and with its requests in flight counted. */
export interface RoutedPredictor {
  readonly predictor: Predictor;
  /** A request that the first node can answer, as far as the nodes say what they take. */
  readonly example: JsonObject;
  /** What answers on a path of the predictor (without the ingress's prefix). */
  find(path: string, req: IncomingMessage): Endpoint | undefined;
  /** Its gRPC methods by path. */
  readonly methods: MethodTable;
  /** Resolves when every request that it was given has been answered, or the signal fires, and everything is closed. */
  close(signal?: AbortSignal): Promise<void>;
}

/** Opens a predictor for an ingress. Rejects as `openPredictor` does. */
export async function openRoutedPredictor(options: PredictorOptions): Promise<RoutedPredictor> {
  const predictor = await openPredictor(options);
  const flight = createFlight();
  const { endpoints, find } = predictorEndpoints(predictor, options);
  const shared = {
    metrics: countRequests(predictor.metrics, predictor.executorMetrics),
    extraHeaders: answerHeaders(options),
  };
  const wrap = (endpoint: Endpoint): Endpoint => ({
    ...endpoint,
    ...shared,
    handle: (exchange) => flight.carry(exchange, endpoint),
  });
  const whole = new Map([...endpoints].map(([path, endpoint]) => [path, wrap(endpoint)]));
  const found = new WeakMap<Endpoint, Endpoint>();
  return {
    predictor,
    example: exampleOf(predictor),
    find(path, req) {
      const known = whole.get(path);
      if (known !== undefined) return known;
      const endpoint = find(path, req);
      if (endpoint === undefined) return undefined;
      let wrapped = found.get(endpoint);
      if (wrapped === undefined) {
        wrapped = wrap(endpoint);
        found.set(endpoint, wrapped);
      }
      return wrapped;
    },
    methods: new Map(
      predictorMethods(predictor).map((method) => [
        method.path,
        method.kind === 'unary' ? flight.carryCall(method) : method,
      ]),
    ),
    async close(signal) {
      await flight.landed(signal);
      await predictor.close(signal);
    },
  };
}

/** Of the first node that says what it takes: a class before a model says nothing, and mostly takes the same. */
function exampleOf({ services }: Predictor): JsonObject {
  const told = [...services.values()].map(({ metadata }) => metadata).filter((metadata) => metadata !== undefined);
  return makeExample(told.find(({ inputs }) => Array.isArray(inputs) && inputs.length > 0) ?? told[0]);
}

interface Flight {
  carry(exchange: Exchange, endpoint: Endpoint): void;
  carryCall(method: UnaryMethod): UnaryMethod;
  /** Resolves when nothing is in flight. */
  landed(signal: AbortSignal | undefined): Promise<void>;
}

function createFlight(): Flight {
  let inFlight = 0;
  let tell: (() => void) | undefined;
  const end = (): void => {
    inFlight--;
    if (inFlight === 0) tell?.();
  };
  return {
    carry(exchange, endpoint) {
      inFlight++;
      exchange.res.once('close', end);
      endpoint.handle(exchange);
    },
    carryCall: (method) => ({
      ...method,
      call(message, context) {
        inFlight++;
        return runToEnd(() => method.call(message, context), end);
      },
    }),
    landed: (signal) =>
      new Promise((resolve) => {
        if (inFlight === 0 || signal?.aborted) {
          resolve();
          return;
        }
        tell = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}
