import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { RadiantError } from '../../../base/index.ts';
import { statusHeaders } from '../status/status-headers.ts';
import { acceptsEncoding, checkEncoding, compressSync, decompressSync } from '../wire/compression.ts';
import { frameMessage } from '../wire/frame-message.ts';
import { MessageReader } from '../wire/message-reader.ts';
import { callerGone, deadlinePassed, shuttingDown, truncated } from './call-errors.ts';
import type { CallHost } from './call-host.ts';
import { Deadline } from './deadline.ts';
import { linger } from './linger.ts';
import type { Conversation, Peer, StreamingMethod } from './method.ts';
import type { OpenCall } from './open-calls.ts';
import { reportCall } from './report-call.ts';
import { ANSWER_HEADERS, ANSWER_OPTIONS, compressedAnswerHeaders, OK_TRAILERS } from './response-headers.ts';
import { convertError, sendError } from './send-error.ts';

/** The messages of health and reflection are small. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const COMPRESS_BYTES = 1024;

/** Starts a call of any number of messages both ways. */
export function startStreamingCall(
  stream: ServerHttp2Stream,
  method: StreamingMethod,
  headers: IncomingHttpHeaders,
  host: CallHost,
): void {
  const call = new StreamingCall(stream, method, headers, host);
  host.openCalls.add(call);
  call.start();
}

class StreamingCall implements Peer, OpenCall {
  previousCall: OpenCall | undefined = undefined;
  nextCall: OpenCall | undefined = undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #method: StreamingMethod;
  readonly headers: IncomingHttpHeaders;
  readonly #host: CallHost;
  readonly #reader: MessageReader;
  readonly #maxMessageBytes: number;
  readonly #startedMs = performance.now();
  #conversation: Conversation | undefined = undefined;
  #deadline: Deadline | undefined = undefined;
  #encoding: string | undefined = undefined;
  #trailers = OK_TRAILERS;
  #hasEnded = false;
  #sentBytes = 0;

  constructor(stream: ServerHttp2Stream, method: StreamingMethod, headers: IncomingHttpHeaders, host: CallHost) {
    this.#stream = stream;
    this.#method = method;
    this.headers = headers;
    this.#host = host;
    const { maxBodyBytes } = host.limits;
    this.#maxMessageBytes = method.takesLarge === true ? maxBodyBytes : Math.min(MAX_MESSAGE_BYTES, maxBodyBytes);
    this.#reader = new MessageReader(this.#maxMessageBytes, host.budget);
  }

  start(): void {
    const stream = this.#stream;
    stream.on('aborted', () => this.end(callerGone()));
    stream.on('close', () => this.#close());
    stream.on('wantTrailers', () => this.#sendTrailers());
    stream.on('drain', () => stream.resume());
    stream.on('data', (chunk: Buffer) => this.#guard(() => this.#receive(chunk)));
    stream.on('end', () => this.#guard(() => this.#finished()));
    this.#guard(() => {
      const { 'grpc-timeout': timeout, 'grpc-encoding': encoding } = this.headers;
      if (timeout !== undefined) this.#deadline = new Deadline(String(timeout));
      this.#deadline?.arm(() => this.end(deadlinePassed()));
      this.#encoding = checkEncoding(encoding?.toString());
      this.#conversation = this.#method.open(this);
    });
  }

  setTrailers(trailers: OutgoingHttpHeaders): void {
    if (!this.#hasEnded) this.#trailers = { ...OK_TRAILERS, ...trailers };
  }

  send(message: Uint8Array): void {
    const stream = this.#stream;
    if (this.#hasEnded || stream.destroyed || stream.closed) return;
    const encoding = this.#answerEncoding();
    if (!stream.headersSent) {
      stream.respond(encoding === undefined ? ANSWER_HEADERS : compressedAnswerHeaders(encoding), ANSWER_OPTIONS);
    }
    this.#sentBytes += message.length;
    const frame =
      encoding !== undefined && message.length >= COMPRESS_BYTES
        ? frameMessage(compressSync(message, encoding), true)
        : frameMessage(message, false);
    // Who does not take answers is not heard any further.
    if (!stream.write(frame)) stream.pause();
  }

  end(error?: RadiantError): void {
    if (this.#hasEnded) return;
    const stream = this.#stream;
    this.#hasEnded = true;
    this.#deadline?.disarm();
    this.#reader.drop();
    if (!stream.destroyed && !stream.closed) this.#endStream(error);
    this.#conversation?.closed();
    this.#report(error);
  }

  sweep(): void {
    if (this.#stream.destroyed) this.#close();
  }

  drain(): void {
    this.#conversation?.draining();
    this.end(shuttingDown());
  }

  #endStream(error: RadiantError | undefined): void {
    const stream = this.#stream;
    if (!stream.headersSent) {
      if (error !== undefined) {
        sendError(stream, error, this.#host);
        return;
      }
      stream.respond(ANSWER_HEADERS, ANSWER_OPTIONS);
    }
    if (error !== undefined) this.#trailers = statusHeaders(error);
    stream.end();
    linger(stream, this.#host);
  }

  #sendTrailers(): void {
    if (!this.#stream.destroyed && !this.#stream.closed) this.#stream.sendTrailers(this.#trailers);
  }

  #receive(chunk: Buffer): void {
    if (this.#hasEnded) return;
    this.#reader.push(chunk);
    for (let message = this.#reader.next(); message !== undefined && !this.#hasEnded; message = this.#reader.next()) {
      const bytes = message.compressed
        ? decompressSync(message.bytes, this.#encoding, this.#maxMessageBytes)
        : message.bytes;
      this.#conversation?.receive(bytes);
    }
  }

  #finished(): void {
    if (this.#hasEnded) return;
    if (!this.#reader.isEmpty) throw truncated(false);
    this.#conversation?.finished();
  }

  #answerEncoding(): string | undefined {
    if (this.#encoding === undefined) return undefined;
    return acceptsEncoding(this.#encoding, this.headers['grpc-accept-encoding']?.toString())
      ? this.#encoding
      : undefined;
  }

  #guard(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.end(convertError(thrown, this.#method.path, this.#host.log));
    }
  }

  #close(): void {
    this.end(callerGone());
    this.#host.openCalls.remove(this);
  }

  #report(error: RadiantError | undefined): void {
    const { accessLog } = this.#host;
    if (accessLog === undefined) return;
    reportCall(accessLog, {
      path: this.#method.path,
      headers: this.headers,
      client: this.#stream.session?.socket.remoteAddress,
      error,
      sentBytes: this.#sentBytes,
      durationMs: performance.now() - this.#startedMs,
    });
  }
}
