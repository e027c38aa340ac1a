import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { RadiantError } from '../../../base/index.ts';
import { acceptsEncoding, checkEncoding, compress, decompress } from '../wire/compression.ts';
import { frameMessage, framePrefix, PREFIX_BYTES } from '../wire/frame-message.ts';
import { MessageReader, type RawMessage, tooMuchHeld } from '../wire/message-reader.ts';
import { callerGone, deadlinePassed, receiveTimeout, severalMessages, truncated } from './call-errors.ts';
import type { CallHost } from './call-host.ts';
import { Deadline } from './deadline.ts';
import { linger } from './linger.ts';
import type { CallContext, UnaryMethod } from './method.ts';
import type { OpenCall } from './open-calls.ts';
import { reportCall } from './report-call.ts';
import { ANSWER_HEADERS, ANSWER_OPTIONS, compressedAnswerHeaders, OK_TRAILERS } from './response-headers.ts';
import { convertError, sendError } from './send-error.ts';

/** CANCEL of RFC 9113, section 7: from node:http2 it would be loaded with every start. */
const NGHTTP2_CANCEL = 8;
/** Answers up to this size are copied behind their prefix: one write is cheaper than two. */
const COPY_BYTES = 16 * 1024;
/** Messages from this size on count against the door's budget while their call lasts. */
const HELD_BYTES = 64 * 1024;
/** Smaller answers are not worth compressing. */
const COMPRESS_BYTES = 1024;

const CALL = Symbol('call');

type CallStream = ServerHttp2Stream & { [CALL]?: UnaryCall };

type Phase = 'receiving' | 'running' | 'answering' | 'ended';

/** Starts to read a call of one message. The stream's listeners are shared functions: no closure is made per call. */
export function startUnaryCall(
  stream: ServerHttp2Stream,
  method: UnaryMethod,
  headers: IncomingHttpHeaders,
  host: CallHost,
): void {
  const call = new UnaryCall(stream, method, headers, host);
  (stream as CallStream)[CALL] = call;
  host.openCalls.add(call);
  stream.on('data', onData);
  stream.on('end', onEnd);
  call.start();
}

function onData(this: CallStream, chunk: Buffer): void {
  this[CALL]!.receive(chunk);
}

function onEnd(this: CallStream): void {
  this[CALL]!.finished();
}

function onAborted(this: CallStream): void {
  this[CALL]!.fail(callerGone());
}

function onClose(this: CallStream): void {
  this[CALL]!.release();
}

function onWantTrailers(this: CallStream): void {
  this[CALL]!.sendTrailers();
}

class UnaryCall implements CallContext, OpenCall {
  previousCall: OpenCall | undefined = undefined;
  nextCall: OpenCall | undefined = undefined;
  readonly headers: IncomingHttpHeaders;
  onGone: (() => void) | undefined = undefined;
  answerHeaders: OutgoingHttpHeaders | undefined = undefined;
  answerTrailers: OutgoingHttpHeaders | undefined = undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #method: UnaryMethod;
  readonly #host: CallHost;
  readonly #startedMs: number;
  #phase: Phase = 'receiving';
  #deadline: Deadline | undefined = undefined;
  #reader: MessageReader | undefined = undefined;
  /** Encoding of the caller's compressed messages, and of our answer when theirs was compressed. */
  #encoding: string | undefined = undefined;
  #compressAnswer = false;
  #abort: AbortController | undefined = undefined;
  #heldBytes = 0;
  #answeredMs = 0;

  constructor(stream: ServerHttp2Stream, method: UnaryMethod, headers: IncomingHttpHeaders, host: CallHost) {
    this.headers = headers;
    this.#stream = stream;
    this.#method = method;
    this.#host = host;
    this.#startedMs = performance.now();
  }

  get deadlineMs(): number | undefined {
    return this.#deadline?.atMs;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#phase === 'ended') this.#abort.abort();
    return this.#abort.signal;
  }

  get isDone(): boolean {
    return this.#phase === 'ended' || this.#phase === 'answering';
  }

  start(): void {
    try {
      const timeout = this.headers['grpc-timeout'];
      if (timeout !== undefined) this.#deadline = new Deadline(String(timeout));
      const encoding = this.headers['grpc-encoding'];
      if (encoding !== undefined) this.#encoding = checkEncoding(String(encoding));
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  receive(chunk: Buffer): void {
    if (this.#phase !== 'receiving') return;
    try {
      if (this.#reader === undefined && isWholeMessage(chunk, this.#host.limits.maxBodyBytes)) {
        this.#run(chunk.subarray(PREFIX_BYTES));
        return;
      }
      const message = this.#collect(chunk);
      if (message !== undefined) this.#take(message);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  finished(): void {
    if (this.#phase === 'receiving') this.fail(truncated(this.#reader === undefined));
  }

  fail(thrown: unknown): void {
    if (this.#phase === 'ended' || this.#phase === 'answering') return;
    this.#phase = 'ended';
    this.release();
    const error = convertError(thrown, this.#method.path, this.#host.log);
    sendError(this.#stream, error, this.#host, this.answerHeaders);
    // Whoever computes for this call may stop.
    this.#abort?.abort();
    this.onGone?.();
    this.#report(error, 0);
  }

  sendTrailers(): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    const { answerTrailers } = this;
    stream.sendTrailers(answerTrailers === undefined ? OK_TRAILERS : { ...OK_TRAILERS, ...answerTrailers });
    this.#host.openCalls.remove(this);
    if (!stream.readableEnded) linger(stream, this.#host);
  }

  sweep(nowMs: number): void {
    const { requestTimeoutMs, answerTimeoutMs } = this.#host.limits;
    if (this.#stream.destroyed) {
      this.fail(callerGone());
      this.release();
    } else if (this.#phase === 'receiving') {
      if (this.#deadline?.hasPassed()) this.fail(deadlinePassed());
      else if (isOver(nowMs - this.#startedMs, requestTimeoutMs)) this.fail(receiveTimeout(requestTimeoutMs));
    } else if (this.#phase === 'answering' && isOver(nowMs - this.#answeredMs, answerTimeoutMs)) {
      this.#stream.close(NGHTTP2_CANCEL);
      this.release();
    }
  }

  drain(): void {}

  /** Gives back all that the call holds; the answer may still be on its way when it was small. */
  release(): void {
    this.#reader?.drop();
    this.#deadline?.disarm();
    this.#host.budget.give(this.#heldBytes);
    this.#heldBytes = 0;
    this.#host.openCalls.remove(this);
  }

  #collect(chunk: Buffer): RawMessage | undefined {
    if (this.#reader === undefined) {
      this.#reader = new MessageReader(this.#host.limits.maxBodyBytes, this.#host.budget);
      this.#watch();
    }
    this.#reader.push(chunk);
    const message = this.#reader.next();
    if (message !== undefined && !this.#reader.isEmpty) throw severalMessages();
    return message;
  }

  #take(message: RawMessage): void {
    this.#hold(message.bytes.length);
    if (!message.compressed) {
      this.#run(message.bytes);
      return;
    }
    this.#phase = 'running';
    this.#compressAnswer = true;
    decompress(message.bytes, this.#encoding, this.#host.limits.maxBodyBytes)
      .then((bytes) => {
        if (this.#phase !== 'running') return;
        this.#hold(bytes.length);
        this.#run(bytes);
      })
      .catch((thrown: unknown) => this.fail(thrown));
  }

  #run(message: Uint8Array): void {
    this.#phase = 'running';
    if (this.#deadline?.hasPassed()) throw deadlinePassed();
    const answer = this.#method.call(message, this);
    if (answer instanceof Uint8Array) {
      this.#answer(answer);
      return;
    }
    this.#watch();
    answer.then((bytes) => this.#answer(bytes)).catch((thrown: unknown) => this.fail(thrown));
  }

  /** From here on the call lasts longer than one turn: the caller may leave, the deadline may pass. */
  #watch(): void {
    if (this.#stream.listenerCount('aborted') > 0) return;
    this.#stream.on('aborted', onAborted);
    this.#deadline?.arm(() => this.fail(deadlinePassed()));
    if (this.#stream.aborted) this.fail(callerGone());
  }

  #answer(message: Uint8Array): void {
    if (this.#phase !== 'running') return;
    if (this.#deadline?.hasPassed()) throw deadlinePassed();
    const encoding = this.#answerEncoding(message.length);
    if (encoding === undefined) {
      this.#send(message, false);
      return;
    }
    compress(message, encoding)
      .then((bytes) => {
        if (this.#phase === 'running') this.#send(bytes, true);
      })
      .catch((thrown: unknown) => this.fail(thrown));
  }

  #answerEncoding(sizeBytes: number): string | undefined {
    if (!this.#compressAnswer || sizeBytes < COMPRESS_BYTES || this.#encoding === undefined) return undefined;
    const accepted = this.headers['grpc-accept-encoding'];
    return acceptsEncoding(this.#encoding, accepted?.toString()) ? this.#encoding : undefined;
  }

  #send(message: Uint8Array, compressed: boolean): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) {
      this.fail(callerGone());
      return;
    }
    const isLarge = message.length >= HELD_BYTES;
    if (isLarge) this.#hold(message.length);
    this.#phase = 'answering';
    this.#answeredMs = performance.now();
    this.#deadline?.disarm();
    const headers = compressed ? compressedAnswerHeaders(this.#encoding!) : ANSWER_HEADERS;
    stream.respond(this.answerHeaders === undefined ? headers : { ...headers, ...this.answerHeaders }, ANSWER_OPTIONS);
    stream.on('wantTrailers', onWantTrailers);
    if (isLarge) stream.on('close', onClose);
    if (message.length <= COPY_BYTES) stream.end(frameMessage(message, compressed));
    else {
      stream.write(framePrefix(message.length, compressed));
      stream.end(message);
    }
    this.#report(undefined, message.length);
  }

  #hold(sizeBytes: number): void {
    if (sizeBytes < HELD_BYTES) return;
    const { budget } = this.#host;
    if (!budget.take(sizeBytes)) throw tooMuchHeld(budget.limitBytes);
    this.#heldBytes += sizeBytes;
  }

  #report(error: RadiantError | undefined, sentBytes: number): void {
    const durationMs = (this.#phase === 'answering' ? this.#answeredMs : performance.now()) - this.#startedMs;
    this.#method.ended?.(error, durationMs);
    if (this.#host.accessLog !== undefined) {
      const client = this.#stream.session?.socket.remoteAddress;
      const { path } = this.#method;
      reportCall(this.#host.accessLog, { path, headers: this.headers, client, error, sentBytes, durationMs });
    }
  }
}

function isWholeMessage(chunk: Buffer, maxMessageBytes: number): boolean {
  const sizeBytes = chunk.length - PREFIX_BYTES;
  return sizeBytes >= 0 && chunk[0] === 0 && chunk.readUInt32BE(1) === sizeBytes && sizeBytes <= maxMessageBytes;
}

function isOver(durationMs: number, limitMs: number): boolean {
  return limitMs > 0 && durationMs > limitMs;
}
