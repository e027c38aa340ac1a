import { encodeErrorRest } from '../../protocols/seldon/index.ts';
import { DEFAULT_LIMITS, type Door, type Limits } from '../door.ts';
import type { Listen } from '../listen.ts';
import { openHttpDoor } from '../rest/open-http-door.ts';
import { answerHeaders } from './answer-headers.ts';
import { countRequests } from './count-requests.ts';
import { openPredictor } from './open-predictor.ts';
import { openPredictorGrpc } from './open-predictor-grpc.ts';
import type { Predictor } from './predictor.ts';
import { predictorEndpoints } from './predictor-endpoints.ts';
import type { PredictorOptions } from './predictor-options.ts';

export interface PredictorServerOptions extends PredictorOptions {
  readonly host: string;
  /** Binds the ports; in this process when left out. */
  readonly listen?: Listen;
  /** 0 takes any free port. */
  readonly httpPort: number;
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined;
  readonly limits?: Partial<Limits>;
  readonly accessLog?: boolean;
}

export interface RunningPredictor {
  readonly predictor: Predictor;
  /** The ports that are really bound. */
  readonly httpPort: number;
  readonly grpcPort: number | undefined;
  /** Whether every node can answer and the server is not draining. */
  isReady(signal?: AbortSignal): Promise<boolean>;
  /** From now on the server says that it is not ready, but answers. */
  drain(): void;
  /**
   * Takes no new connections, lets requests in flight end, closes the graph. When the signal fires what is left is cut. Calling it again
   * gives the same promise.
   */
  close(signal?: AbortSignal): Promise<void>;
}

/** Opens a predictor's graph and its doors. Rejects, with nothing left open, when the graph cannot be opened or a port cannot be bound. */
export async function openPredictorServer(options: PredictorServerOptions): Promise<RunningPredictor> {
  const predictor = await openPredictor(options);
  const doors: Door[] = [];
  try {
    const rest = await openRest(predictor, options);
    doors.push(rest);
    predictor.setEventSource(`http://:${rest.port}/`);
    const grpc =
      options.grpcPort === undefined ? undefined : await openPredictorGrpc(predictor, options, options.grpcPort);
    if (grpc !== undefined) doors.push(grpc);
    let closing: Promise<void> | undefined;
    return {
      predictor,
      httpPort: rest.port,
      grpcPort: grpc?.port,
      isReady: (signal = AbortSignal.timeout(READY_TIMEOUT_MS)) => predictor.isReady(signal),
      drain: () => predictor.drain(),
      close(signal) {
        predictor.drain();
        closing ??= closeAll(doors, predictor, signal);
        return closing;
      },
    };
  } catch (thrown) {
    await closeAll(doors, predictor, AbortSignal.abort());
    throw thrown;
  }
}

const READY_TIMEOUT_MS = 5_000;

function openRest(predictor: Predictor, options: PredictorServerOptions): Promise<Door> {
  const { endpoints, find } = predictorEndpoints(predictor, options);
  return openHttpDoor({
    host: options.host,
    port: options.httpPort,
    listen: options.listen,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    log: options.log,
    accessLog: options.accessLog ?? false,
    endpoints,
    findEndpoint: find,
    encodeError: (error) => encodeErrorRest(error).body.toString(),
    metrics: countRequests(predictor.metrics, predictor.executorMetrics),
    allowOrigin: options.allowOrigin ?? '*',
    extraHeaders: answerHeaders(options),
    hint: '/api/v1.0/doc/ shows every path of this server',
    what: 'REST',
    option: '--http-port',
  });
}

async function closeAll(doors: readonly Door[], predictor: Predictor, signal: AbortSignal | undefined): Promise<void> {
  const results = await Promise.allSettled(doors.map((door) => door.close(signal)));
  results.push(...(await Promise.allSettled([predictor.close(signal)])));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
