import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants } from 'node:http2';

export interface GrpcReply {
  /** -1: the call ended without a status. */
  readonly code: number;
  readonly details: string;
  /** The message's bytes, without their prefix. */
  readonly message: Buffer;
  /** Set when the call was refused before it began, so that it may be sent again. */
  readonly isRefused: boolean;
  /** Set when the connection broke: the system's word for it. */
  readonly brokenBy: string | undefined;
}

const PREFIX_BYTES = 5;

/** One HTTP/2 connection for unary calls of any bytes: a client that checks nothing of what it sends. */
export class GrpcConnection {
  readonly #session: ClientHttp2Session;
  #isGoingAway = false;
  #answered = 0;

  constructor(session: ClientHttp2Session) {
    this.#session = session;
    session.on('error', () => {});
    session.on('goaway', () => {
      this.#isGoingAway = true;
    });
  }

  /** False once the server has closed it, or said that it will. */
  get isOpen(): boolean {
    return !(this.#isGoingAway || this.#session.closed || this.#session.destroyed);
  }

  /** Calls that ended with a status. */
  get answered(): number {
    return this.#answered;
  }

  /** Sends one framed message; resolves when the call has ended, however it did. */
  call(method: string, message: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Promise<GrpcReply> {
    return this.callFrame(method, frame(message), metadata);
  }

  /** Sends these bytes as the body of the call. */
  callFrame(method: string, body: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Promise<GrpcReply> {
    return new Promise((resolve) => {
      const stream = this.#session.request({
        ':method': 'POST',
        ':path': method,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...metadata,
      });
      const status: Record<string, unknown> = {};
      const chunks: Buffer[] = [];
      let brokenBy: string | undefined;
      stream.on('response', (headers) => Object.assign(status, headers));
      stream.on('trailers', (trailers) => Object.assign(status, trailers));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', (error: NodeJS.ErrnoException) => {
        brokenBy = error.syscall === undefined ? undefined : error.code;
      });
      stream.on('close', () => {
        const code = Number(status['grpc-status'] ?? -1);
        if (code >= 0) this.#answered += 1;
        resolve({
          code,
          details: decodeURIComponent(String(status['grpc-message'] ?? '')),
          message: Buffer.concat(chunks).subarray(PREFIX_BYTES),
          isRefused: stream.rstCode === constants.NGHTTP2_REFUSED_STREAM,
          brokenBy,
        });
      });
      stream.end(body);
    });
  }

  close(): void {
    this.#session.destroy();
  }
}

/** Rejects when nobody listens, or when the connection is closed before it was greeted. */
export async function openGrpcConnection(port: number): Promise<GrpcConnection> {
  const session = connect(`http://127.0.0.1:${port}`);
  const closed = new AbortController();
  session.once('close', () => closed.abort());
  await once(session, 'connect', { signal: closed.signal });
  return new GrpcConnection(session);
}

/** A message with its prefix: not compressed. */
function frame(message: Uint8Array): Buffer {
  const framed = Buffer.alloc(PREFIX_BYTES + message.length);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX_BYTES);
  return framed;
}
