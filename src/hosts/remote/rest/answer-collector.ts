import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { RadiantError } from '../../../base/index.ts';

export interface RestAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** Inference-Header-Content-Length, as it came. */
  readonly jsonLength: string | undefined;
  /** Where a redirect points. */
  readonly location: string | undefined;
  readonly body: Uint8Array;
}

const NO_BODY = new Uint8Array(0);
/** What the system says when nothing listens or nothing can be reached: nothing was sent. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Gathers one answer. Ends early at the deadline and when the caller goes. */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RestAnswer>;
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #resolve!: (answer: RestAnswer) => void;
  #reject!: (error: RadiantError) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #ended: RadiantError | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders | undefined;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #failure: Error | undefined;

  constructor(name: string, maxBytes: number, deadlineMs: number | undefined, signal: AbortSignal | undefined) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#signal = signal;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (deadlineMs !== undefined) {
      this.#timer = setTimeout(() => this.#end(tooLate(name)), Math.max(0, deadlineMs - Date.now()));
    }
    signal?.addEventListener('abort', this.#cancel, { once: true });
    if (signal?.aborted) this.#cancel();
  }

  /**
   * True when sending the request again is right: it was never sent, or a kept connection was closed before the first byte of the
   * answer (as idle ones are) and computing twice does no harm.
   */
  wasNotProcessed(mayResend: boolean): boolean {
    if (this.#ended !== undefined || this.#failure === undefined || this.#headers !== undefined) return false;
    const failure = this.#failure as Error & { code?: string; socket?: { bytesRead?: number } | null };
    if (NOT_CONNECTED.has(failure.code ?? '')) return true;
    return mayResend && failure.code === 'UND_ERR_SOCKET' && (failure.socket?.bytesRead ?? 0) > 0;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended !== undefined) controller.abort(this.#ended);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // 100 and 103 come before the answer.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#sizeBytes += chunk.byteLength;
    if (this.#sizeBytes > this.#maxBytes) {
      this.#end(
        new RadiantError('RESOURCE_EXHAUSTED', `${this.#name} answers with more than ${this.#maxBytes} bytes`, {
          reason: 'ANSWER_TOO_LARGE',
        }),
      );
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    this.#release();
    const headers = this.#headers ?? {};
    this.#resolve({
      status: this.#status,
      contentType: headers['content-type'],
      contentEncoding: headers['content-encoding'],
      jsonLength: headers['inference-header-content-length']?.toString(),
      location: headers.location,
      body: this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : concat(this.#chunks, this.#sizeBytes),
    });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#release();
    this.#failure = error;
    this.#reject(this.#ended ?? toNodeError(this.#name, error, this.#headers !== undefined));
  }

  readonly #cancel = (): void =>
    this.#end(new RadiantError('CANCELLED', `nobody waits any more for ${this.#name}`, { reason: 'CALLER_GONE' }));

  #end(error: RadiantError): void {
    this.#ended ??= error;
    // Before the request has a connection there is nothing to abort; it will not be sent.
    this.#controller?.abort(error);
    this.#release();
    this.#reject(error);
  }

  #release(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#cancel);
  }
}

/** No answer came from a node. The message never has an address. */
export function unreachable(name: string, why: string, cause?: unknown): RadiantError {
  return new RadiantError('UNAVAILABLE', `${name} gives no answer: ${why}`, { reason: 'NODE_UNREACHABLE', cause });
}

export function tooLate(name: string): RadiantError {
  return new RadiantError('DEADLINE_EXCEEDED', `${name} did not answer in time`, { reason: 'NODE_TOO_SLOW' });
}

function toNodeError(name: string, error: Error & { code?: string }, hasBegun: boolean): RadiantError {
  const { code = '' } = error;
  if (hasBegun) return unreachable(name, 'the connection broke in the middle of its answer', error);
  if (code === 'ECONNREFUSED') return unreachable(name, 'nothing listens on its port', error);
  if (NOT_CONNECTED.has(code)) return unreachable(name, 'it cannot be reached', error);
  if (error.name === 'HTTPParserError') return unreachable(name, 'what it sends is not HTTP', error);
  return unreachable(name, 'it closed the connection', error);
}

function concat(chunks: readonly Buffer[], sizeBytes: number): Uint8Array {
  return chunks.length === 0 ? NO_BODY : Buffer.concat(chunks, sizeBytes);
}
