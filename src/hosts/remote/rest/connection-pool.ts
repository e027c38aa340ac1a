import { RadiantError } from '../../../base/index.ts';
import { unreachable } from '../node-errors.ts';
import type { RestCall } from './rest-call.ts';
import { type ConnectionOwner, RestConnection } from './rest-connection.ts';

export interface PoolOptions {
  /** The node's name, for messages. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** HTTPS. */
  readonly isSecure?: boolean;
  readonly maxAnswerBytes: number;
}

/** Connections to one node: more callers at a time wait for one to get free, as long as they want to. */
export const MAX_CONNECTIONS = 256;
/** Callers that wait: more than these will not have their turn in useful time. */
export const MAX_WAITING = 16_384;
const READ_BYTES = 64 * 1024;
/** A connection that was not needed for so long is closed. */
const MAX_IDLE_MS = 600_000;

/**
 * The kept connections to one node. The one that was used last is used next, a new one is opened only when none is idle, and whoever waits has
 * the first that is there: an old one that got free or a new one.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly maxAnswerBytes: number;
  readonly #readInto = Buffer.allocUnsafeSlow(READ_BYTES);
  /** The last is the one that was used last. */
  readonly #idle: RestConnection[] = [];
  readonly #all = new Set<RestConnection>();
  readonly #waiting = new Set<RestCall>();
  #connecting = 0;
  #isClosed = false;
  readonly #closed = Promise.withResolvers<void>();

  constructor({ name, host, port, isSecure = false, maxAnswerBytes }: PoolOptions) {
    this.name = name;
    this.host = host;
    this.port = port;
    this.isSecure = isSecure;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /**
   * One for all connections: what is read is looked at before anything else is read. Where the system reads by itself, into memory that it was
   * given before (Windows), each needs its own.
   */
  get readInto(): Buffer {
    return process.platform === 'win32' ? Buffer.allocUnsafeSlow(READ_BYTES) : this.#readInto;
  }

  /** Sends the call as soon as there is a connection. */
  send(call: RestCall): void {
    if (call.isEnded) return;
    const idle = this.#takeIdle(call);
    if (idle !== undefined) idle.send(call);
    else if (this.#isClosed) call.fail(unreachable(this.name, 'its connections were closed here'));
    else if (this.#waiting.size >= MAX_WAITING) call.fail(tooManyWait(this.name));
    else this.#wait(call);
  }

  /** Nobody waits for the call any more. */
  drop(call: RestCall): void {
    this.#waiting.delete(call);
    this.#endIfDone();
  }

  resend(call: RestCall): void {
    this.send(call);
  }

  freed(connection: RestConnection): void {
    if (connection.idleSinceMs === 0) this.#connecting--;
    connection.idleSinceMs = performance.now();
    const next = this.#next();
    if (next !== undefined) {
      connection.send(next);
      return;
    }
    if (this.#isClosed) {
      connection.close();
      return;
    }
    this.#idle.push(connection);
    const [oldest] = this.#idle;
    if (oldest !== undefined && connection.idleSinceMs - oldest.idleSinceMs > MAX_IDLE_MS) oldest.close();
  }

  closed(connection: RestConnection, failure: RadiantError | undefined): void {
    this.#all.delete(connection);
    const at = this.#idle.lastIndexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    if (connection.idleSinceMs === 0) this.#connecting--;
    if (failure !== undefined) this.#refuse(failure);
    this.#connect();
    this.#endIfDone();
  }

  /** Lets calls under way end, until the signal fires. */
  async close(signal?: AbortSignal): Promise<void> {
    const cut = (): void => this.#cut();
    this.#isClosed = true;
    for (const connection of [...this.#idle]) connection.close();
    this.#endIfDone();
    if (signal?.aborted) cut();
    signal?.addEventListener('abort', cut, { once: true });
    await this.#closed.promise;
    signal?.removeEventListener('abort', cut);
  }

  /** A connection that a call can be sent on at once. */
  #takeIdle(call: RestCall): RestConnection | undefined {
    const last = this.#idle.at(-1);
    // What cannot be sent again is not sent where the node may just be closing.
    if (last === undefined || call.isSecond || (!call.mayResend && last.isStale(performance.now()))) return undefined;
    return this.#idle.pop();
  }

  #wait(call: RestCall): void {
    call.holder = this;
    this.#waiting.add(call);
    this.#connect();
  }

  /** Opens connections for those who wait, up to the limit. */
  #connect(): void {
    while (this.#connecting < this.#waiting.size && this.#all.size < MAX_CONNECTIONS) {
      this.#connecting++;
      this.#all.add(new RestConnection(this));
    }
  }

  #next(): RestCall | undefined {
    for (const call of this.#waiting) {
      this.#waiting.delete(call);
      return call;
    }
    return undefined;
  }

  /** A connection did not come about: whoever has waited longest tries again, or is told. Where there is none at all, that goes for all. */
  #refuse(failure: RadiantError): void {
    const isDead = this.#all.size === this.#connecting;
    for (const call of [...this.#waiting]) {
      if (call.isSecond) {
        this.#waiting.delete(call);
        call.fail(failure);
      } else {
        call.isSecond = true;
      }
      if (!isDead) return;
    }
  }

  #cut(): void {
    for (const call of [...this.#waiting]) call.fail(unreachable(this.name, 'its connections were closed here'));
    this.#waiting.clear();
    for (const connection of [...this.#all]) connection.close();
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#isClosed && this.#all.size === 0 && this.#waiting.size === 0) this.#closed.resolve();
  }
}

function tooManyWait(name: string): RadiantError {
  const message = `${MAX_WAITING} calls of ${name} wait already for a connection: it is slower than what comes in`;
  return new RadiantError('UNAVAILABLE', message, { reason: 'TOO_MANY_WAIT' });
}
