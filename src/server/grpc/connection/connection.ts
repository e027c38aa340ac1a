import { Buffer } from 'node:buffer';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Limits } from '../../door.ts';

/**
 * A GOAWAY frame with the highest stream id: "no new calls, but those on their way are still taken" (RFC 9113, section 6.8).
 * Written past node:http2, which stops to read an idle connection once it has sent a GOAWAY itself.
 */
const GOAWAY_SOON = Buffer.from('0000080700000000007fffffff00000000', 'hex');
/** A peer that does not answer a ping for so long is gone; or sooner, where less patience with idle peers is asked for. */
const PING_TIMEOUT_MS = 20_000;

/** One HTTP/2 connection: notices peers that are gone, and says goodbye in two steps so that no call is lost. */
export class Connection {
  readonly #session: ServerHttp2Session;
  readonly #socket: Socket;
  readonly #limits: Limits;
  readonly #openedMs: number;
  #hasSettings = false;
  /** The peer has our settings: they must be the first frame that it gets. */
  #isGreeted = false;
  #isDraining = false;
  #readBytes = 0;
  #heardMs: number;
  #pingedMs: number | undefined = undefined;

  constructor(session: ServerHttp2Session, socket: Socket, limits: Limits) {
    this.#session = session;
    this.#socket = socket;
    this.#limits = limits;
    this.#openedMs = performance.now();
    this.#heardMs = this.#openedMs;
    session.once('remoteSettings', () => {
      this.#hasSettings = true;
    });
    session.once('localSettings', () => {
      this.#isGreeted = true;
    });
  }

  /** Cuts a peer that never finished its greeting or no longer answers. Quiet peers that answer pings may stay. */
  sweep(nowMs: number): void {
    const { headersTimeoutMs, keepAliveTimeoutMs } = this.#limits;
    const { bytesRead } = this.#socket;
    if (bytesRead !== this.#readBytes) {
      this.#readBytes = bytesRead;
      this.#heardMs = nowMs;
      this.#pingedMs = undefined;
    }
    if (!this.#hasSettings) {
      if (headersTimeoutMs > 0 && nowMs - this.#openedMs > headersTimeoutMs) this.cut();
    } else if (this.#pingedMs !== undefined) {
      if (nowMs - this.#pingedMs > Math.min(PING_TIMEOUT_MS, keepAliveTimeoutMs)) this.cut();
    } else if (keepAliveTimeoutMs > 0 && nowMs - this.#heardMs > keepAliveTimeoutMs) this.#ping(nowMs);
  }

  /**
   * Goodbye: first "no new calls" while calls already on their way are still taken; after a round trip, or `graceMs` if the peer
   * does not answer, the connection closes with its last call. `closing` is told when no further call can come.
   */
  drain(graceMs: number, closing: () => void): void {
    const session = this.#session;
    if (this.#isDraining || session.destroyed || session.closed) return;
    this.#isDraining = true;
    const finish = (): void => {
      clearTimeout(timer);
      if (!session.destroyed && !session.closed) session.close();
      closing();
    };
    const timer = setTimeout(finish, graceMs);
    const sayGoodbye = (): void => {
      if (session.destroyed || session.closed) return;
      this.#socket.write(GOAWAY_SOON);
      if (!session.ping(finish)) finish();
    };
    if (this.#isGreeted) sayGoodbye();
    else if (!session.ping(sayGoodbye)) finish();
  }

  cut(): void {
    this.#session.destroy();
    this.#socket.destroy();
  }

  #ping(nowMs: number): void {
    if (this.#session.destroyed || this.#session.closed) return;
    this.#pingedMs = nowMs;
    this.#session.ping(() => {
      this.#pingedMs = undefined;
    });
  }
}
