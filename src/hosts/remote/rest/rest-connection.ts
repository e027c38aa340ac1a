import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { RadiantError } from '../../../base/index.ts';
import { cannotConnect, unreachable } from '../node-errors.ts';
import { AnswerReader } from './answer-reader.ts';
import type { CallHolder, RestCall } from './rest-call.ts';

/** Who owns connections and is told what becomes of them. */
export interface ConnectionOwner {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly maxAnswerBytes: number;
  /** Where what comes is read into: a piece of memory that is used again and again. */
  readonly readInto: Buffer;
  /** It takes calls now: it is connected, or its last call has its answer. */
  freed(connection: RestConnection): void;
  /** It is over. `failure` is set when it never came about. */
  closed(connection: RestConnection, failure: RadiantError | undefined): void;
  /** A kept connection was closed before the first byte of an answer; the call may be sent again. */
  resend(call: RestCall): void;
}

/** Up to here head and body leave in one piece. */
const ONE_WRITE_BYTES = 16 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** So that a connection which the network forgot is noticed while nothing happens on it. */
const PROBE_AFTER_MS = 60_000;
/** A node that says for how long it keeps a connection is believed up to this much. */
const KEEP_ALIVE_MARGIN_MS = 1_000;

/** One connection to a node, with one call on it at a time. */
export class RestConnection implements CallHolder {
  /** Since when nothing happens on it, on the clock of `performance.now()`. */
  idleSinceMs = 0;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  #call: RestCall | undefined = undefined;
  #reader: AnswerReader | undefined = undefined;
  #isConnected = false;
  #isKept = false;
  #isOver = false;
  #keepAliveMs = Number.POSITIVE_INFINITY;
  #failure: NodeJS.ErrnoException | undefined = undefined;

  constructor(owner: ConnectionOwner) {
    this.#owner = owner;
    const socket = openSocket(owner, (count, bytes) => this.#read(count, bytes));
    this.#socket = socket;
    const greeting = setTimeout(() => socket.destroy(), CONNECT_TIMEOUT_MS);
    socket.once(owner.isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(greeting);
      this.#isConnected = true;
      owner.freed(this);
    });
    socket.on('error', (error) => {
      this.#failure = error;
    });
    socket.once('end', () => this.#ended());
    socket.once('close', () => {
      clearTimeout(greeting);
      this.#ended();
    });
  }

  /** True when the node may close it at any moment, by what it says about how long it keeps one. */
  isStale(nowMs: number): boolean {
    return nowMs - this.idleSinceMs > this.#keepAliveMs - KEEP_ALIVE_MARGIN_MS;
  }

  send(call: RestCall): void {
    this.#call = call;
    call.holder = this;
    this.#reader = new AnswerReader(this.#owner.name, this.#owner.maxAnswerBytes);
    const { head, body } = call;
    const socket = this.#socket;
    if (body.length <= ONE_WRITE_BYTES) {
      const text = body.length === 0 ? head : head + asBuffer(body).toString('latin1');
      socket.write(text, 'latin1');
    } else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
  }

  drop(_call: RestCall): void {
    this.close();
  }

  close(): void {
    this.#socket.destroy();
    this.#ended();
  }

  /** False stops reading. */
  #read(count: number, bytes: Uint8Array): boolean {
    const call = this.#call;
    const reader = this.#reader;
    // Nobody asked for this.
    if (call === undefined || reader === undefined) {
      this.close();
      return false;
    }
    const progress = reader.take(bytes as Buffer, count);
    if (progress === 'more') return true;
    if (progress === 'done') return this.#finish(call, reader);
    this.#forget();
    call.fail(progress);
    this.close();
    return false;
  }

  #finish(call: RestCall, reader: AnswerReader): boolean {
    const { head, body, hasMore } = reader;
    if (head === undefined) throw new Error('an answer without a head');
    this.#forget();
    this.#isKept = true;
    // A node that has answered before it has read all does not want the rest.
    const isFree = head.staysOpen && !hasMore && this.#socket.writableLength === 0 && !this.#isOver;
    if (isFree) {
      this.#keepAliveMs = head.keepAliveMs ?? Number.POSITIVE_INFINITY;
      this.#owner.freed(this);
    } else {
      this.close();
    }
    call.succeed({ head, body });
    return isFree;
  }

  /** The node has closed, or the connection broke, or we closed it. */
  #ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const call = this.#call;
    const reader = this.#reader;
    this.#forget();
    const { name } = this.#owner;
    this.#owner.closed(this, this.#isConnected ? undefined : cannotConnect(name, this.#failure));
    this.#socket.destroy();
    if (call === undefined || reader === undefined || call.isEnded) return;
    if (this.#isKept && reader.isUntouched && call.mayResend && !call.isSecond) {
      call.isSecond = true;
      call.holder = undefined;
      this.#owner.resend(call);
      return;
    }
    const progress = this.#failure === undefined || !reader.isUntouched ? reader.end() : 'more';
    if (progress === 'done' && reader.head !== undefined) {
      call.succeed({ head: reader.head, body: reader.body });
    } else {
      call.fail(typeof progress === 'string' ? unreachable(name, 'it closed the connection', this.#failure) : progress);
    }
  }

  #forget(): void {
    this.#call = undefined;
    this.#reader = undefined;
  }
}

/** What comes goes to the callback, past the streams of Node. */
function openSocket(
  { host, port, isSecure, readInto }: ConnectionOwner,
  callback: (count: number, bytes: Uint8Array) => boolean,
): Socket {
  const options: TcpNetConnectOpts = {
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_AFTER_MS,
    onread: { buffer: readInto, callback },
  };
  if (!isSecure) return connect(options);
  // Only redirects lead here: what it loads is a tenth of a start.
  return process
    .getBuiltinModule('node:tls')
    .connect({ ...options, host, ...(isIP(host) ? {} : { servername: host }) });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
