import { createRequire } from 'node:module';
import type { Pool } from 'undici';
import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import { AnswerCollector, type RestAnswer, unreachable } from './answer-collector.ts';

export interface RestClientOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly maxAnswerBytes: number;
}

export interface RestRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly message: WireMessage | undefined;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly deadlineMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** True when it does no harm if the node computes it twice. */
  readonly mayResend: boolean;
}

/** Idle connections are kept as long as the node keeps them. */
const KEEP_ALIVE_MS = 600_000;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const NO_BODY = Buffer.alloc(0);

/** HTTP calls to one node. */
export class RestClient {
  readonly name: string;
  readonly #options: RestClientOptions;
  readonly #origin: string;
  readonly #pool: Pool;

  constructor(options: RestClientOptions) {
    this.name = options.name;
    this.#options = options;
    this.#origin = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    this.#pool = openPool(this.#origin);
  }

  /** Sends a request; a redirect is followed. Rejects as `RemoteNode.send` says when there is no answer. */
  async send(request: RestRequest): Promise<RestAnswer> {
    let answer = await this.#exchange(this.#pool, request);
    if (!REDIRECTS.has(answer.status) || answer.location === undefined) return answer;
    let at = new URL(request.path, this.#origin);
    let next = request;
    for (let count = 0; REDIRECTS.has(answer.status) && answer.location !== undefined; count++) {
      if (count === MAX_REDIRECTS) throw unreachable(this.name, `it redirects more than ${MAX_REDIRECTS} times`);
      at = redirect(this.name, answer.location, at);
      // Only 307 and 308 keep the method and the body.
      if (answer.status < 307) next = { ...next, method: 'GET', message: undefined };
      next = { ...next, path: at.pathname + at.search };
      answer = await this.#exchangeAt(at, next);
    }
    return answer;
  }

  /** True for an answer 200. */
  async isHealthy(path: string, signal: AbortSignal): Promise<boolean> {
    try {
      const request = { method: 'GET', path, message: undefined, headers: [], deadlineMs: undefined, signal } as const;
      return (await this.send({ ...request, mayResend: true })).status === 200;
    } catch {
      // Whatever the reason is: it is not healthy.
      return false;
    }
  }

  async close(signal?: AbortSignal): Promise<void> {
    const cut = (): void => void this.#pool.destroy();
    if (signal?.aborted) return this.#pool.destroy();
    signal?.addEventListener('abort', cut, { once: true });
    await this.#pool.close();
    signal?.removeEventListener('abort', cut);
  }

  /** A redirect to another server gets a connection of its own. */
  async #exchangeAt(at: URL, request: RestRequest): Promise<RestAnswer> {
    if (at.origin === this.#origin) return this.#exchange(this.#pool, request);
    const pool = openPool(at.origin);
    try {
      return await this.#exchange(pool, request);
    } finally {
      await pool.destroy();
    }
  }

  async #exchange(pool: Pool, request: RestRequest): Promise<RestAnswer> {
    const first = this.#dispatch(pool, request);
    try {
      return await first.answer;
    } catch (thrown) {
      if (!first.wasNotProcessed(request.mayResend)) throw thrown;
      return this.#dispatch(pool, request).answer;
    }
  }

  #dispatch(pool: Pool, request: RestRequest): AnswerCollector {
    const { method, path, message, headers, deadlineMs, signal } = request;
    const collector = new AnswerCollector(this.name, this.#options.maxAnswerBytes, deadlineMs, signal);
    const body = method === 'GET' ? null : (message?.bytes ?? NO_BODY);
    try {
      pool.dispatch(
        { method, path, headers: withContent(headers, message), body, headersTimeout: 0, bodyTimeout: 0 },
        collector,
      );
    } catch (thrown) {
      collector.onResponseError(undefined, thrown as Error);
    }
    return collector;
  }
}

/** undici takes as long to load as all else together: only processes with nodes elsewhere load it. */
function openPool(origin: string): Pool {
  const undici = createRequire(import.meta.url)('undici') as typeof import('undici');
  return new undici.Pool(origin, {
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
  });
}

function withContent(headers: readonly string[], message: WireMessage | undefined): string[] {
  const all = headers.slice();
  if (message?.contentType !== undefined) all.push('content-type', message.contentType);
  if (message?.contentEncoding !== undefined) all.push('content-encoding', message.contentEncoding);
  if (message?.jsonBytes !== undefined) all.push('inference-header-content-length', String(message.jsonBytes));
  return all;
}

function redirect(name: string, location: string, from: URL): URL {
  const at = URL.parse(location, from);
  if (at === null || (at.protocol !== 'http:' && at.protocol !== 'https:')) {
    throw new RadiantError('UNAVAILABLE', `${name} redirects to something that is no HTTP address`, {
      reason: 'NODE_UNREACHABLE',
    });
  }
  return at;
}
