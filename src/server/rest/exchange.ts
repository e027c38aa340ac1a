import type { ServerResponse } from 'node:http';
import { ERROR_CODES, type RadiantError, toRadiantError } from '../../base/index.ts';
import type { UserResponse } from '../../payload/index.ts';
import { bodyTooLarge, decodeContent, isEncoded } from './decode-content.ts';
import type { CountedEndpoint } from './endpoint.ts';
import { acceptsGzip, gzipBody, MIN_GZIP_BYTES } from './gzip-body.ts';
import { isQuick, type ReadyAnswer } from './held-answers.ts';
import type { RestContext } from './rest-context.ts';
import type { RestRequest } from './rest-request.ts';
import { retryHeaders } from './retry-headers.ts';

export const JSON_TYPE = 'application/json';

/** Up to here a body goes out in one piece with its head. */
const ONE_WRITE_BYTES = 16 * 1024;
/** Answers that fit into the socket's buffers cannot be held up by a slow reader. */
const WATCHED_BYTES = 64 * 1024;
/** How much more of a refused body is read and thrown away, and how long, before the connection is cut. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;
const MAX_DISCARD_MS = 5_000;
const CLIENT_GONE = 499;
const NO_BODY = Buffer.alloc(0);

/**
 * One request with its answer. Made for the short way: a small body that comes in one piece and an answer that is there at
 * once touch no promise, no timer and no listener that is not needed.
 */
export class Exchange implements ReadyAnswer {
  readonly context: RestContext;
  readonly endpoint: CountedEndpoint;
  readonly req: RestRequest;
  readonly res: ServerResponse;
  /** The request's id, for doors that give every request one. */
  requestId: string | undefined = undefined;
  /** The body, decoded, once the endpoint is called. */
  body: Uint8Array = NO_BODY;
  /** Told of the answer before it is sent. */
  onAnswer: ((status: number, body: string | Uint8Array) => void) | undefined = undefined;
  /** Told when the client goes before its answer, once `watchClient` has been called. */
  onGone: (() => void) | undefined = undefined;
  readonly #startedMs: number;
  #chunks: Uint8Array[] | undefined = undefined;
  #sizeBytes = 0;
  #partBytes = 0;
  #status = 0;
  #sentBytes = 0;
  #text = '';
  #encoding: 'latin1' | 'utf8' = 'latin1';
  #isDone = false;
  #isWatched = false;
  #controller: AbortController | undefined = undefined;
  #discardTimer: NodeJS.Timeout | undefined = undefined;

  constructor(context: RestContext, endpoint: CountedEndpoint, req: RestRequest, res: ServerResponse) {
    this.context = context;
    this.endpoint = endpoint;
    this.req = req;
    this.res = res;
    this.#startedMs = performance.now();
  }

  /** True when an answer has been sent or nobody waits for one. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Fires when the client has gone. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    this.watchClient();
    return this.#controller.signal;
  }

  /** Takes one piece of the body; answers 413 when it has grown too large. */
  take(chunk: Uint8Array): void {
    this.#sizeBytes += chunk.byteLength;
    if (this.#isDone) {
      if (this.#sizeBytes > this.context.limits.maxBodyBytes + MAX_DISCARDED_BYTES) this.req.socket.destroy();
    } else if (this.#sizeBytes > this.context.limits.maxBodyBytes) {
      this.refuseBody();
    } else if (this.#sizeBytes === chunk.byteLength) {
      this.body = chunk;
    } else {
      this.#chunks ??= [this.body];
      this.#chunks.push(chunk);
    }
  }

  /**
   * Answers 413 before the body has come. Closing at once would make the client's system drop the answer with the bytes that it
   * still sends, so these are read and thrown away for a short while.
   */
  refuseBody(): void {
    const { socket } = this.req;
    this.#discardTimer = setTimeout(() => socket.destroy(), MAX_DISCARD_MS);
    this.#discardTimer.unref();
    this.fail(bodyTooLarge(this.context.limits.maxBodyBytes));
  }

  /** The last piece of the body has come. */
  complete(): void {
    if (this.#discardTimer !== undefined) clearTimeout(this.#discardTimer);
    if (this.#isDone) return;
    if (this.#chunks !== undefined) {
      this.body = Buffer.concat(this.#chunks, this.#sizeBytes);
      this.#chunks = undefined;
    }
    const coding = this.req.headers['content-encoding'];
    if (isEncoded(coding)) this.#decode(coding);
    else this.handle();
  }

  /** Calls the endpoint. */
  handle(): void {
    try {
      this.endpoint.handle(this);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  #decode(coding: string): void {
    this.watchClient();
    decodeContent(this.body, coding, this.context.limits.maxBodyBytes).then(
      (body) => {
        this.body = body;
        if (!this.#isDone) this.handle();
      },
      (thrown) => this.fail(thrown),
    );
  }

  /** To be called before anything is waited for: notices when the client goes away meanwhile. */
  watchClient(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    this.res.on('close', () => {
      if (this.#isDone) return;
      this.#isDone = true;
      this.#controller?.abort();
      this.onGone?.();
      this.#count(CLIENT_GONE, 0, performance.now());
    });
  }

  /** Sends the answer. `headers` is a flat list of names and values that come in addition. */
  answer(status: number, contentType: string, body: string | Uint8Array, headers?: readonly string[]): void {
    if (this.#isDone) return;
    if (body.length >= MIN_GZIP_BYTES && acceptsGzip(this.req.headers['accept-encoding'])) {
      this.#answerGzip(status, contentType, body, headers);
      return;
    }
    this.#send(status, contentType, body, headers);
  }

  #answerGzip(status: number, contentType: string, body: string | Uint8Array, headers: readonly string[] = []): void {
    this.watchClient();
    gzipBody(typeof body === 'string' ? Buffer.from(body) : body).then(
      (packed) => this.answerEncoded(status, contentType, packed, 'gzip', headers),
      (thrown) => this.fail(thrown),
    );
  }

  /** Sends an answer whose body is encoded already. */
  answerEncoded(
    status: number,
    contentType: string,
    body: Uint8Array,
    coding: string,
    headers: readonly string[] = [],
  ): void {
    this.#send(status, contentType, body, ['Content-Encoding', coding, ...headers]);
  }

  #send(status: number, contentType: string, body: string | Uint8Array, headers: readonly string[] | undefined): void {
    if (this.#isDone) return;
    const { req, res, context } = this;
    const { origin } = req.headers;
    const sizeBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    // Pages of any origin may read the answer.
    const head = [
      'Content-Type',
      contentType,
      'Content-Length',
      String(sizeBytes),
      'Access-Control-Allow-Origin',
      context.allowOrigin ?? origin ?? '*',
    ];
    if (origin !== undefined || sizeBytes >= MIN_GZIP_BYTES) head.push('Vary', varyOf(origin, sizeBytes));
    if (context.extraHeaders !== undefined) head.push(...context.extraHeaders(this));
    if (this.endpoint.extraHeaders !== undefined) head.push(...this.endpoint.extraHeaders(this));
    this.onAnswer?.(status, body);
    if (headers !== undefined) head.push(...headers);
    if (context.isClosing) head.push('Connection', 'close');
    res.writeHead(status, head);
    this.#isDone = true;
    this.body = NO_BODY;
    this.#chunks = undefined;
    // Head and body in one text are one write; any bytes survive as latin1, and so does a text that is all ASCII.
    const encoding = typeof body === 'string' && sizeBytes !== body.length ? 'utf8' : 'latin1';
    if (sizeBytes <= ONE_WRITE_BYTES) {
      this.#text = typeof body === 'string' ? body : asBuffer(body).toString('latin1');
      this.#encoding = encoding;
      this.#sendSmall(status, sizeBytes);
      return;
    }
    if (typeof body === 'string') res.end(body, encoding);
    else res.end(body);
    if (sizeBytes > WATCHED_BYTES && !res.writableFinished) req.socket.setTimeout(context.limits.answerTimeoutMs);
    this.#count(status, sizeBytes, performance.now());
  }

  /** With the others of this turn; at once when it took long to compute, for then the next one may take as long. */
  #sendSmall(status: number, sizeBytes: number): void {
    this.#status = status;
    this.#sentBytes = sizeBytes;
    const nowMs = performance.now();
    if (this.#isWatched || isQuick(nowMs - this.#startedMs)) this.context.held.hold(this, nowMs);
    else this.send(nowMs);
  }

  /** Sends the answer that is ready. */
  send(nowMs: number): void {
    // Writing to who has gone meanwhile would be an error.
    if (!this.res.destroyed) this.res.end(this.#text, this.#encoding);
    this.#text = '';
    this.#count(this.#status, this.#sentBytes, nowMs);
  }

  /** Starts an answer whose parts come one by one; false when nobody waits for it any more. To be ended by `endParts`. */
  startParts(contentType: string): boolean {
    if (this.#isDone) return false;
    this.watchClient();
    const { origin } = this.req.headers;
    const head = [
      'Content-Type',
      contentType,
      'Cache-Control',
      'no-cache',
      'Access-Control-Allow-Origin',
      origin ?? '*',
    ];
    if (origin !== undefined) head.push('Vary', 'Origin');
    if (this.context.isClosing) head.push('Connection', 'close');
    this.res.writeHead(200, head);
    this.res.flushHeaders();
    this.body = NO_BODY;
    return true;
  }

  /** Sends one part; resolves when the client takes more, with false when it has gone. */
  async sendPart(part: string): Promise<boolean> {
    if (this.#isDone) return false;
    this.#partBytes += Buffer.byteLength(part);
    if (this.res.write(part)) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.res.on('drain', resolve).on('close', resolve);
    await promise;
    // A long stream to a slow reader waits many times.
    this.res.off('drain', resolve).off('close', resolve);
    return !this.#isDone;
  }

  /** Ends an answer in parts. After an error the parts that were sent stand; the error is logged and counted. */
  endParts(thrown?: unknown): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.res.end();
    if (thrown === undefined) {
      this.#count(200, this.#partBytes, performance.now());
      return;
    }
    const { error, incidentId } = toRadiantError(thrown);
    this.#log(statusOf(error), error, incidentId);
    this.#count(statusOf(error), this.#partBytes, performance.now());
  }

  /** Answers with an error. Faults of ours get an incident id; the cause goes to the log under the same id. */
  fail(thrown: unknown, headers?: readonly string[]): void {
    if (this.#isDone) return;
    const { error, incidentId } = toRadiantError(thrown);
    if (error.reason === 'USER_RESPONSE') {
      const response = error.cause as UserResponse;
      this.answer(response.status, toHeaderValue(response.contentType), response.body, headers);
      return;
    }
    const status = statusOf(error);
    this.#log(status, error, incidentId);
    const encode = this.endpoint.encodeError ?? this.context.encodeError;
    this.#send(status, this.context.errorType, encode(error), retryHeaders(error, headers));
  }

  #log(status: number, error: RadiantError, incidentId: string | undefined): void {
    const { log } = this.context;
    const request = `${this.req.method} ${this.req.url?.slice(0, 200)}`;
    if (incidentId !== undefined) {
      const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause);
      log.error(`${request}: ${cause}`, { incident: incidentId });
    } else if (status >= 500 && !error.isLogged) {
      log.error(`${request}: ${error.message}`, { reason: error.reason, status });
    } else {
      log.debug(`${request}: ${error.message}`, { reason: error.reason, status });
    }
  }

  #count(status: number, sizeBytes: number, nowMs: number): void {
    const { context, req } = this;
    const seconds = (nowMs - this.#startedMs) / 1000;
    this.endpoint.observer.observe(status, seconds);
    context.writeAccess?.({
      client: req.socket.remoteAddress,
      request: `${req.method} ${req.url} HTTP/${req.httpVersion}`,
      status,
      sentBytes: sizeBytes,
      seconds,
      userAgent: req.headers['user-agent'],
    });
  }
}

/** The HTTP status of an error. */
export function statusOf(error: RadiantError): number {
  return error.httpStatus ?? ERROR_CODES[error.code].http;
}

/** User code may give any text; one that is no header would end in an exception of Node. */
function toHeaderValue(contentType: string): string {
  return /^[\t\x20-\x7e]+$/.test(contentType) ? contentType : JSON_TYPE;
}

/** Caches must know that an answer depends on the asking origin, and on whether the client takes gzip. */
function varyOf(origin: string | undefined, sizeBytes: number): string {
  if (origin === undefined) return 'Accept-Encoding';
  return sizeBytes >= MIN_GZIP_BYTES ? 'Origin, Accept-Encoding' : 'Origin';
}

function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
