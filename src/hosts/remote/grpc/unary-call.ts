import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { gunzip, inflate } from 'node:zlib';
import { type ErrorCode, RadiantError } from '../../../base/index.ts';
import type { Cancellation } from '../../../graph/index.ts';
import { answerTooLarge, callerGone, tooLate, unreachable } from '../node-errors.ts';
import type { GrpcRequest } from './grpc-client.ts';
import { statusError, statusName } from './status-error.ts';

export interface GrpcAnswer {
  /** Name of the status as gRPC's Go library writes it: `OK`, `InvalidArgument`. */
  readonly code: string;
  readonly bytes: Uint8Array;
  /** The node's own error. */
  readonly error: RadiantError | undefined;
}

/** A flag and the length, big-endian, before each message. Source: gRPC over HTTP/2. */
const PREFIX_BYTES = 5;
/** Error codes of RFC 9113, section 7: from node:http2 they would be loaded with every start. */
const NGHTTP2_REFUSED_STREAM = 7;
const NGHTTP2_CANCEL = 8;
const MS_PER_HOUR = 3_600_000;
const MAX_TIMEOUT_MS = 99_999_999;
const NO_BYTES = new Uint8Array(0);

/** HTTP statuses of proxies and servers that do not speak gRPC. Source: gRPC's http-grpc-status-mapping. */
const BY_HTTP_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'INTERNAL',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'UNIMPLEMENTED',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** One call on an open session. */
export class UnaryCall {
  readonly answer: Promise<GrpcAnswer>;
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #stream: ClientHttp2Stream;
  readonly #signal: Cancellation | undefined;
  readonly #session: ClientHttp2Session;
  #timer: NodeJS.Timeout | undefined;
  #resolve!: (answer: GrpcAnswer) => void;
  #reject!: (error: RadiantError) => void;
  #head: IncomingHttpHeaders | undefined;
  #trailers: IncomingHttpHeaders | undefined;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #failure: Error | undefined;
  #isDone = false;

  constructor(name: string, session: ClientHttp2Session, authority: string, request: GrpcRequest, maxBytes: number) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#signal = request.signal;
    this.#session = session;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#stream = session.request(headersOf(request, authority), { endStream: false });
    this.#listen(this.#stream);
    this.#stream.end(frame(request.bytes));
    const { deadlineMs } = request;
    if (deadlineMs !== undefined) {
      this.#timer = setTimeout(() => this.#fail(tooLate(name)), Math.max(0, deadlineMs - Date.now()));
    }
    request.signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** True when the node has certainly not begun with it: there was no connection, or it refused the stream. */
  get wasNotProcessed(): boolean {
    if (this.#head !== undefined || this.#failure === undefined) return false;
    const code = codeOf(this.#failure);
    if (code === 'ECONNREFUSED' || code === 'ERR_HTTP2_GOAWAY_SESSION' || code === 'ERR_HTTP2_INVALID_SESSION')
      return true;
    return this.#stream.rstCode === NGHTTP2_REFUSED_STREAM;
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on('response', (headers) => {
      this.#head = headers;
    });
    stream.on('trailers', (headers) => {
      this.#trailers = headers;
    });
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('end', () => this.#finish());
    stream.on('error', (error) => {
      this.#failure = error;
    });
    stream.on('close', () => {
      if (!this.#isDone) this.#fail(this.#broken());
    });
  }

  #take(chunk: Buffer): void {
    this.#sizeBytes += chunk.byteLength;
    if (this.#sizeBytes > this.#maxBytes + PREFIX_BYTES) {
      this.#fail(answerTooLarge(this.#name, this.#maxBytes));
    } else {
      this.#chunks.push(chunk);
    }
  }

  #finish(): void {
    if (this.#isDone || this.#head === undefined) return;
    const status = this.#trailers?.['grpc-status'] ?? this.#head['grpc-status'];
    if (status === undefined) {
      // Without a status the stream has broken, or something that is not gRPC has answered.
      if (Number(this.#head[':status']) !== 200) this.#fail(this.#notGrpc(Number(this.#head[':status'])));
      return;
    }
    this.#release();
    const trailers = this.#trailers ?? this.#head;
    const error = statusError(
      Number(status),
      trailers['grpc-message'],
      trailers['grpc-status-details-bin'],
      this.#name,
    );
    const code = statusName(Number(status));
    if (error !== undefined) this.#resolve({ code, bytes: NO_BYTES, error });
    else this.#unpack(code);
  }

  #unpack(code: string): void {
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#sizeBytes);
    if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) {
      this.#reject(
        new RadiantError('INTERNAL', `${this.#name} answers with something that is no gRPC message`, {
          reason: 'BAD_ANSWER',
        }),
      );
      return;
    }
    const message = body.subarray(PREFIX_BYTES);
    if (body[0] === 0) {
      this.#resolve({ code, bytes: message, error: undefined });
      return;
    }
    const expand = this.#head?.['grpc-encoding'] === 'deflate' ? inflate : gunzip;
    expand(message, { maxOutputLength: this.#maxBytes }, (error, bytes) => {
      if (error === null) this.#resolve({ code, bytes, error: undefined });
      else this.#reject(unreachable(this.#name, 'its answer cannot be decompressed', error));
    });
  }

  #notGrpc(status: number): RadiantError {
    const message = `${this.#name} answers with HTTP status ${status} and not with gRPC`;
    return new RadiantError(BY_HTTP_STATUS[status] ?? 'UNKNOWN', message, { reason: 'NODE_UNREACHABLE' });
  }

  #broken(): RadiantError {
    const code = codeOf(this.#failure);
    if (code === 'ECONNREFUSED') return unreachable(this.#name, 'nothing listens on its port', this.#failure);
    if (this.#head !== undefined)
      return unreachable(this.#name, 'the connection broke in the middle of its answer', this.#failure);
    return unreachable(
      this.#name,
      this.#session.destroyed ? 'the connection broke' : 'it ended the call',
      this.#failure,
    );
  }

  readonly #cancel = (): void => this.#fail(callerGone(this.#name));

  #fail(error: RadiantError): void {
    if (this.#isDone) return;
    this.#release();
    this.#stream.close(NGHTTP2_CANCEL);
    this.#reject(error);
  }

  #release(): void {
    this.#isDone = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#cancel);
  }
}

function headersOf({ path, headers, deadlineMs }: GrpcRequest, authority: string): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {
    ':method': 'POST',
    ':path': path,
    ':scheme': 'http',
    ':authority': authority,
    te: 'trailers',
    'content-type': 'application/grpc',
    'grpc-accept-encoding': 'identity,deflate,gzip',
  };
  if (deadlineMs !== undefined) all['grpc-timeout'] = formatTimeout(deadlineMs - Date.now());
  for (let i = 0; i + 1 < headers.length; i += 2) add(all, headers[i] as string, headers[i + 1] as string);
  return all;
}

/** Node wraps what broke a connection that streams waited for. */
function codeOf(failure: Error | undefined): string | undefined {
  const { cause, code } = (failure ?? {}) as { cause?: NodeJS.ErrnoException; code?: string };
  return cause?.code ?? code;
}

function add(all: Record<string, string | string[]>, name: string, value: string): void {
  if (name in all || name.startsWith(':') || name.startsWith('grpc-')) return;
  all[name] = value;
}

/** Milliseconds in at most eight digits, then hours. */
function formatTimeout(leftMs: number): string {
  const ms = Math.max(1, Math.ceil(leftMs));
  return ms <= MAX_TIMEOUT_MS ? `${ms}m` : `${Math.ceil(ms / MS_PER_HOUR)}H`;
}

function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX_BYTES);
  return framed;
}
