import { RadiantError } from '../../../base/index.ts';
import type { Cancellation, WireMessage } from '../../../graph/index.ts';
import { unreachable } from '../node-errors.ts';
import type { RestAnswer } from './answer-reader.ts';
import { ConnectionPool } from './connection-pool.ts';
import { requestHead, requestStart } from './request-head.ts';
import { RestCall } from './rest-call.ts';

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
  readonly signal: Cancellation | undefined;
  /** True when it does no harm if the node computes it twice. */
  readonly mayResend: boolean;
}

const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const NO_BYTES = new Uint8Array(0);
const HTTP_PORT = 80;
const HTTPS_PORT = 443;
/** Paths come from a few verbs and, in protocols with names in them, from what callers ask for. */
const MAX_STARTS = 100;

/** HTTP calls to one node. */
export class RestClient {
  readonly name: string;
  readonly #options: RestClientOptions;
  readonly #authority: string;
  readonly #pool: ConnectionPool;
  readonly #starts = new Map<string, string>();

  constructor(options: RestClientOptions) {
    this.name = options.name;
    this.#options = options;
    this.#authority = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    this.#pool = new ConnectionPool(options);
  }

  /** Sends a request; a redirect is followed. Rejects as `RemoteNode.send` says when there is no answer. */
  send(request: RestRequest): Promise<RestAnswer> {
    return this.#exchange(this.#pool, this.#startOf(request.method, request.path), request).then((answer) =>
      isRedirect(answer) ? this.#follow(answer, request) : answer,
    );
  }

  /** True for an answer 200. */
  async isHealthy(path: string, signal: AbortSignal): Promise<boolean> {
    try {
      const request = { method: 'GET', path, message: undefined, headers: [], deadlineMs: undefined, signal } as const;
      return (await this.send({ ...request, mayResend: true })).head.status === 200;
    } catch {
      // Whatever the reason is: it is not healthy.
      return false;
    }
  }

  close(signal?: AbortSignal): Promise<void> {
    return this.#pool.close(signal);
  }

  async #follow(first: RestAnswer, request: RestRequest): Promise<RestAnswer> {
    const origin = `http://${this.#authority}`;
    let answer = first;
    let at = new URL(request.path, origin);
    let next = request;
    for (let count = 0; isRedirect(answer); count++) {
      if (count === MAX_REDIRECTS) throw unreachable(this.name, `it redirects more than ${MAX_REDIRECTS} times`);
      at = redirect(this.name, answer.head.location ?? '', at);
      // Only 307 and 308 keep the method and the body.
      if (answer.head.status < 307) next = { ...next, method: 'GET', message: undefined };
      next = { ...next, path: at.pathname + at.search };
      answer = await (at.origin === new URL(origin).origin ? this.#exchangeHere(next) : this.#exchangeAt(at, next));
    }
    return answer;
  }

  #exchangeHere(request: RestRequest): Promise<RestAnswer> {
    return this.#exchange(this.#pool, requestStart(request.method, request.path, this.#authority), request);
  }

  /** A redirect to another server gets a connection of its own. */
  async #exchangeAt(at: URL, request: RestRequest): Promise<RestAnswer> {
    const { name, maxAnswerBytes } = this.#options;
    const host = at.hostname.replace(/^\[(.*)\]$/, '$1');
    const isSecure = at.protocol === 'https:';
    const port = Number(at.port || (isSecure ? HTTPS_PORT : HTTP_PORT));
    const pool = new ConnectionPool({ name, host, port, isSecure, maxAnswerBytes });
    try {
      return await this.#exchange(pool, requestStart(request.method, request.path, at.host), request);
    } finally {
      await pool.close(AbortSignal.abort());
    }
  }

  #exchange(pool: ConnectionPool, start: string, request: RestRequest): Promise<RestAnswer> {
    const { method, message, headers, deadlineMs, signal, mayResend } = request;
    return new Promise((resolve, reject) => {
      const sent = method === 'GET' ? undefined : (message ?? EMPTY);
      const head = requestHead(start, headers, sent);
      const body = sent?.bytes ?? NO_BYTES;
      pool.send(new RestCall(this.name, { head, body, deadlineMs, signal, mayResend }, resolve, reject));
    });
  }

  #startOf(method: 'GET' | 'POST', path: string): string {
    let start = this.#starts.get(path);
    if (start === undefined || !start.startsWith(method)) {
      start = requestStart(method, path, this.#authority);
      if (this.#starts.size < MAX_STARTS) this.#starts.set(path, start);
    }
    return start;
  }
}

const EMPTY: WireMessage = { protocol: 'seldon', encoding: 'json', bytes: NO_BYTES, contentType: undefined };

function isRedirect({ head }: RestAnswer): boolean {
  return head.location !== undefined && REDIRECTS.has(head.status);
}

function redirect(name: string, location: string, from: URL): URL {
  const at = URL.parse(location, from);
  if (at?.protocol === 'http:' || at?.protocol === 'https:') return at;
  throw new RadiantError('UNAVAILABLE', `${name} redirects to something that is no HTTP address`, {
    reason: 'NODE_UNREACHABLE',
  });
}
