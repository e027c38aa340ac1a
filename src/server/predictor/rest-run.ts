import type { Cancellation, MessageCodec, Run } from '../../graph/index.ts';
import type { Exchange } from '../rest/exchange.ts';
import { passHeaders } from './pass-headers.ts';
import { RunTime } from './run-time.ts';
import { skipsLogging } from './skips-logging.ts';

/** The id of a request: the caller's, or a fresh one. */
export function puidOf(exchange: Exchange): string {
  if (exchange.requestId === undefined) {
    const given = exchange.req.headers['seldon-puid'];
    exchange.requestId = typeof given === 'string' && given !== '' ? given : crypto.randomUUID();
  }
  return exchange.requestId;
}

/** A request over REST on its way through a graph. */
export class RestRun implements Run {
  readonly codec: MessageCodec;
  readonly puid: string;
  readonly modelName: string | undefined;
  readonly routing: Record<string, number> | undefined;
  readonly time: RunTime;
  readonly #exchange: Exchange;
  #headers: readonly string[] | undefined = undefined;

  constructor(exchange: Exchange, codec: MessageCodec, options: RunOptions, modelName?: string) {
    this.codec = codec;
    this.puid = puidOf(exchange);
    this.modelName = modelName;
    this.routing = options.injectRouting ? {} : undefined;
    this.time = new RunTime(options.timeoutMs, undefined, exchange);
    this.#exchange = exchange;
  }

  get deadlineMs(): number | undefined {
    return this.time.deadlineMs;
  }

  get signal(): AbortSignal {
    return this.time.signal;
  }

  get cancellation(): Cancellation {
    return this.time.cancellation;
  }

  get headers(): readonly string[] {
    this.#headers ??= passHeaders(this.#exchange.req.rawHeaders, this.puid);
    return this.#headers;
  }

  get skipsLog(): boolean {
    return skipsLogging(this.#exchange.req.headers['seldon-skip-logging']);
  }
}

/** What a predictor says about all its runs. */
export interface RunOptions {
  readonly injectRouting: boolean;
  /** Of a request over REST. */
  readonly timeoutMs: number | undefined;
  /** Of one over gRPC. */
  readonly grpcTimeoutMs: number | undefined;
  /** The largest message over gRPC. */
  readonly maxMessageBytes: number;
}
