import type { Cancellation, MessageCodec, Run } from '../../graph/index.ts';
import type { CallContext } from '../grpc/call/method.ts';
import { passHeaders } from './pass-headers.ts';
import type { RunOptions } from './rest-run.ts';
import { RunTime } from './run-time.ts';
import { skipsLogging } from './skips-logging.ts';

/** A request over gRPC on its way through a graph. Its id goes back in the answer's headers. */
export class GrpcRun implements Run {
  readonly codec: MessageCodec;
  readonly puid: string;
  readonly modelName: string | undefined;
  readonly routing: Record<string, number> | undefined;
  readonly time: RunTime;
  readonly #context: CallContext;
  #headers: readonly string[] | undefined = undefined;

  constructor(context: CallContext, codec: MessageCodec, options: RunOptions, modelName?: string) {
    const given = context.headers['seldon-puid'];
    this.codec = codec;
    this.puid = typeof given === 'string' && given !== '' ? given : crypto.randomUUID();
    this.modelName = modelName;
    this.routing = options.injectRouting ? {} : undefined;
    this.time = new RunTime(options.grpcTimeoutMs, context.deadlineMs, context);
    this.#context = context;
    context.answerHeaders = { 'seldon-puid': this.puid };
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
    this.#headers ??= passHeaders(textHeaders(this.#context.headers), this.puid);
    return this.#headers;
  }

  get skipsLog(): boolean {
    return skipsLogging(this.#context.headers['seldon-skip-logging']);
  }
}

/** Names and values in turn. */
function textHeaders(headers: CallContext['headers']): readonly string[] {
  const flat: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') flat.push(name, value);
    else if (Array.isArray(value)) for (const one of value) flat.push(name, one);
  }
  return flat;
}
