import type { ClientHttp2Session } from 'node:http2';
import type { Cancellation } from '../../../graph/index.ts';
import { callerGone, tooLate, unreachable } from '../node-errors.ts';
import { type GrpcAnswer, UnaryCall } from './unary-call.ts';

export interface GrpcClientOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly maxAnswerBytes: number;
}

export interface GrpcRequest {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Metadata: names and values in turn. */
  readonly headers: readonly string[];
  readonly deadlineMs: number | undefined;
  readonly signal: Cancellation | undefined;
}

/** What a node may send before we take it: less and each large answer waits for a round trip. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Something that takes connections and never says that it speaks HTTP/2 is no node. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Unary gRPC calls to one node over one kept connection, opened again when it is gone. */
export class GrpcClient {
  readonly name: string;
  readonly #options: GrpcClientOptions;
  readonly #authority: string;
  #session: ClientHttp2Session | undefined;
  #isClosed = false;

  constructor(options: GrpcClientOptions) {
    this.name = options.name;
    this.#options = options;
    this.#authority = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
  }

  /** Gives the answer or the node's own error; rejects as `RemoteNode.send` says when there is no answer. */
  async send(request: GrpcRequest): Promise<GrpcAnswer> {
    const { deadlineMs, signal } = request;
    if (deadlineMs !== undefined && deadlineMs <= Date.now()) throw tooLate(this.name);
    if (signal?.aborted) throw callerGone(this.name);
    const first = this.#call(request);
    const session = this.#session;
    try {
      return await first.answer;
    } catch (thrown) {
      if (!first.wasNotProcessed || this.#isClosed) throw thrown;
      // A broken session may not know yet that it is one.
      if (this.#session === session) this.#session = undefined;
      return await this.#call(request).answer;
    }
  }

  /** Waits for calls in flight until the signal fires. */
  close(signal?: AbortSignal): Promise<void> {
    this.#isClosed = true;
    const session = this.#session;
    if (session === undefined || session.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const cut = (): void => session.destroy();
      session.once('close', () => {
        signal?.removeEventListener('abort', cut);
        resolve();
      });
      if (signal?.aborted) cut();
      else {
        signal?.addEventListener('abort', cut, { once: true });
        session.close();
      }
    });
  }

  #call(request: GrpcRequest): UnaryCall {
    const { name, maxAnswerBytes } = this.#options;
    return new UnaryCall(name, this.#open(), this.#authority, request, maxAnswerBytes);
  }

  #open(): ClientHttp2Session {
    if (this.#isClosed) throw unreachable(this.name, 'its connection was closed here');
    const known = this.#session;
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    // Loaded for the first call only: with node:tls and node:crypto, which it brings along, it is a tenth of a start.
    const { connect, constants } = process.getBuiltinModule('node:http2');
    const session = connect(`http://${this.#authority}`, {
      settings: { initialWindowSize: WINDOW_BYTES, enablePush: false },
      peerMaxConcurrentStreams: constants.DEFAULT_SETTINGS_MAX_FRAME_SIZE,
    });
    session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES));
    const forget = (): void => {
      if (this.#session === session) this.#session = undefined;
    };
    // Streams tell their callers what broke.
    session.on('error', forget);
    session.on('goaway', forget);
    session.on('close', forget);
    const greeting = setTimeout(() => session.destroy(), CONNECT_TIMEOUT_MS);
    session.once('remoteSettings', () => clearTimeout(greeting));
    session.once('close', () => clearTimeout(greeting));
    this.#session = session;
    return session;
  }
}
