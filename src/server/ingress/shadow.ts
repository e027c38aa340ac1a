import type { Log } from '../../base/index.ts';
import { GrpcClient, RestClient } from '../../hosts/remote/index.ts';
import type { CustomMetric } from '../../payload/index.ts';
import { openPredictorServer } from '../predictor/index.ts';
import type { PredictorServerOptions } from '../predictor/open-predictor-server.ts';
import type { Predictor } from '../predictor/predictor.ts';
import { isSameAnswer } from './is-same-answer.ts';

/** A request as the shadow gets it. */
export interface MirroredRequest {
  readonly path: string;
  readonly contentType: string | undefined;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** A predictor that gets copies of requests. What it answers is compared and counted, and told to nobody. */
export interface Shadow {
  readonly predictor: Predictor;
  /** `answered` resolves with the answer that the caller got; undefined when it got an error. */
  mirrorRest(request: MirroredRequest, answered: Promise<Uint8Array | undefined>): void;
  mirrorGrpc(
    path: string,
    message: Uint8Array,
    headers: readonly string[],
    answered: Promise<Uint8Array | undefined>,
  ): void;
  close(signal?: AbortSignal): Promise<void>;
}

type Comparison = 'same' | 'different' | 'failed' | 'dropped';

/** More copies than this are not kept waiting: callers come first. */
const MAX_IN_FLIGHT = 256;
const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;
const HOST = '127.0.0.1';

/** Opens a shadow predictor behind ports of its own on this machine. Rejects as `openPredictorServer` does. */
export async function openShadow(
  options: Omit<PredictorServerOptions, 'host' | 'httpPort' | 'grpcPort'>,
): Promise<Shadow> {
  const server = await openPredictorServer({ ...options, host: HOST, httpPort: 0, grpcPort: 0 });
  const { predictor } = server;
  const at = { name: predictor.name, host: HOST, maxAnswerBytes: MAX_ANSWER_BYTES };
  const rest = new RestClient({ ...at, port: server.httpPort });
  const grpc = new GrpcClient({ ...at, port: server.grpcPort ?? 0 });
  const mirror = createMirror(predictor, options.log);
  return {
    predictor,
    mirrorRest: ({ path, contentType, headers, body }, answered) =>
      mirror(answered, async () => {
        const message = { protocol: predictor.protocol, encoding: 'json', bytes: body, contentType } as const;
        const deadlineMs = Date.now() + TIMEOUT_MS;
        const answer = await rest.send({
          method: 'POST',
          path,
          message,
          headers,
          deadlineMs,
          signal: undefined,
          mayResend: false,
        });
        return answer.head.status === 200 ? answer.body : undefined;
      }),
    mirrorGrpc: (path, bytes, headers, answered) =>
      mirror(answered, async () => {
        const answer = await grpc.send({
          path,
          bytes,
          headers,
          deadlineMs: Date.now() + TIMEOUT_MS,
          signal: undefined,
        });
        return answer.error === undefined ? answer.bytes : undefined;
      }),
    async close(signal) {
      await Promise.all([rest.close(signal), grpc.close(signal)]);
      await server.close(signal);
    },
  };
}

type Mirror = (answered: Promise<Uint8Array | undefined>, send: () => Promise<Uint8Array | undefined>) => void;

/** Sends copies and counts how the answers compare, under `radiant_shadow_requests`. */
function createMirror({ metrics, name }: Predictor, log: Log): Mirror {
  let inFlight = 0;
  const count = (result: Comparison): void => {
    const metric: CustomMetric = { type: 'COUNTER', key: 'radiant_shadow_requests', value: 1, tags: { result } };
    metrics.recordCustom('predict', [metric]);
  };
  return (answered, send) => {
    if (inFlight >= MAX_IN_FLIGHT) {
      count('dropped');
      return;
    }
    inFlight++;
    Promise.all([send(), answered])
      .then(([mine, theirs]) => {
        if (mine === undefined || theirs === undefined) count(mine === theirs ? 'same' : 'failed');
        else count(isSameAnswer(mine, theirs) ? 'same' : 'different');
      })
      .catch((thrown: unknown) => {
        count('failed');
        log.debug(`shadow ${name}: ${String(thrown)}`);
      })
      .finally(() => {
        inFlight--;
      });
  };
}
