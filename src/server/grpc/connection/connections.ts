import type { Http2Server } from 'node:http2';
import type { Socket } from 'node:net';
import type { Limits } from '../../door.ts';
import { acceptConnection } from './accept-connection.ts';
import { Connection } from './connection.ts';
import { CONNECTION_WINDOW_BYTES } from './http2-options.ts';

/** All connections of a door. */
export class Connections {
  readonly #openProtocol: () => Http2Server;
  readonly #limits: Limits;
  readonly #open = new Set<Connection>();
  /** Peers that have not said yet what they speak. */
  readonly #silent = new Set<Socket>();
  #closing: (() => void) | undefined = undefined;

  constructor(openProtocol: () => Http2Server, limits: Limits) {
    this.#openProtocol = openProtocol;
    this.#limits = limits;
  }

  accept(socket: Socket): void {
    // Here and not in the listener's options: sockets that another process hands over have none.
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    this.#silent.add(socket);
    socket.once('close', () => this.#silent.delete(socket));
    const { headersTimeoutMs, idleGraceMs } = this.#limits;
    const timeoutMs = this.#closing === undefined ? headersTimeoutMs : idleGraceMs;
    acceptConnection(socket, timeoutMs, (peer) => this.#handOver(peer));
  }

  sweep(nowMs: number): void {
    for (const connection of this.#open) connection.sweep(nowMs);
  }

  /** Says goodbye to all; `closing` is told each time that a connection takes no more calls. */
  drain(closing: () => void): void {
    this.#closing = closing;
    const { idleGraceMs } = this.#limits;
    for (const connection of this.#open) connection.drain(idleGraceMs, closing);
    const timer = setTimeout(() => this.#cutSilent(), idleGraceMs);
    if (this.#silent.size === 0) clearTimeout(timer);
  }

  cut(): void {
    for (const connection of this.#open) connection.cut();
    this.#cutSilent();
  }

  #handOver(socket: Socket): void {
    this.#silent.delete(socket);
    const protocol = this.#openProtocol();
    protocol.once('session', (session) => {
      session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
      const connection = new Connection(session, socket, this.#limits);
      this.#open.add(connection);
      session.once('close', () => this.#open.delete(connection));
      if (this.#closing !== undefined) connection.drain(this.#limits.idleGraceMs, this.#closing);
    });
    protocol.emit('connection', socket);
  }

  #cutSilent(): void {
    for (const socket of this.#silent) socket.destroy();
  }
}
