import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';

export interface HttpReply {
  readonly status: number;
  /** The head as it came, without its empty line. */
  readonly head: string;
  readonly body: Buffer;
}

interface Waiting {
  readonly resolve: (reply: HttpReply) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

/**
 * One keep-alive connection that sends one request after the other: a client as small as a load needs, whose every byte is
 * known. Replies must have a Content-Length.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer = NOTHING;
  #waiting: Waiting | undefined;
  #failure: Error | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /** False once the server has closed it, or said that it will. */
  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** Sends the bytes of one whole request, resolves with the reply; rejects when the connection ends before. */
  send(request: Uint8Array): Promise<HttpReply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const bodyAt = headEnd + HEAD_END.length;
    const end = bodyAt + Number(/\r\nContent-Length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < end) return;
    const body = this.#received.subarray(bodyAt, end);
    this.#received = this.#received.subarray(end);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (/\r\nConnection: close/i.test(head)) this.#fail(new Error('the server has said that it closes'));
    waiting?.resolve({ status: Number(head.slice(9, 12)), head, body });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}

/** Rejects when nobody listens. */
export async function openHttpConnection(port: number): Promise<HttpConnection> {
  const socket = connectSocket(port, '127.0.0.1');
  await once(socket, 'connect');
  return new HttpConnection(socket);
}

/** The bytes of a POST of JSON. */
export function postBytes(path: string, body: string | Uint8Array, contentType = 'application/json'): Buffer {
  const bytes = Buffer.from(body as Uint8Array);
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
