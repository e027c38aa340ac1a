import type { Server, Socket } from 'node:net';
import type { FromWorker, ToWorker } from './messages.ts';

/** A port of the primary process whose connections arrive at a server of this one. */
export class HandedPort {
  readonly #server: Server;
  readonly #portId: number;
  readonly #send: (message: FromWorker) => void;
  readonly #opened = Promise.withResolvers<number>();
  readonly #unlistened = Promise.withResolvers<void>();
  readonly #emptied = Promise.withResolvers<void>();
  #open = 0;
  #stopping: Promise<void> | undefined;
  #isClosing = false;
  #took: number[] = [];
  #isReportDue = false;

  constructor(server: Server, portId: number, send: (message: FromWorker) => void) {
    this.#server = server;
    this.#portId = portId;
    this.#send = send;
  }

  /** Asks for the port. Rejects with the error that the system gave the primary process. */
  async open(host: string, port: number): Promise<number> {
    this.#send({ type: 'listen', portId: this.#portId, host, port });
    const bound = await this.#opened.promise;
    // An HTTP server begins to watch its connections (time limits, idle ones) when it listens.
    this.#server.emit('listening');
    return bound;
  }

  /** Gets no more connections. */
  stop(): Promise<void> {
    this.#stopping ??= this.#unlisten();
    return this.#stopping;
  }

  /** Stops; resolves when the last connection has closed. */
  async close(): Promise<void> {
    await this.stop();
    this.#isClosing = true;
    if (this.#open > 0) await this.#emptied.promise;
  }

  async #unlisten(): Promise<void> {
    this.#send({ type: 'unlisten', portId: this.#portId });
    if (process.connected) {
      process.once('disconnect', this.#unlistened.resolve);
      await this.#unlistened.promise;
      process.off('disconnect', this.#unlistened.resolve);
    }
  }

  receive(message: Exclude<ToWorker, { type: 'start' | 'drain' | 'measure' }>, socket: Socket | undefined): void {
    switch (message.type) {
      case 'listening':
        this.#opened.resolve(message.port);
        return;
      case 'notListening':
        this.#opened.reject(Object.assign(new Error(message.message), { code: message.code }));
        return;
      case 'unlistened':
        this.#unlistened.resolve();
        return;
      case 'connection':
        this.#take(message.connection, socket);
    }
  }

  #take(connection: number, socket: Socket | undefined): void {
    if (socket !== undefined) {
      this.#open++;
      socket.once('close', () => this.#lost());
      // What the server's own sockets get from its options.
      socket.setNoDelay(true);
      socket.setKeepAlive(true);
      socket.allowHalfOpen = true;
      this.#server.emit('connection', socket);
    }
    // Only now, for until then the primary may give the connection to another process.
    this.#took.push(connection);
    this.#report();
  }

  #lost(): void {
    this.#open--;
    if (this.#isClosing && this.#open === 0) this.#emptied.resolve();
    this.#report();
  }

  /** Connections come and go in swarms: one message tells of all of a turn of the event loop. */
  #report(): void {
    if (this.#isReportDue) return;
    this.#isReportDue = true;
    setImmediate(() => {
      this.#isReportDue = false;
      this.#send({ type: 'took', portId: this.#portId, connections: this.#took, open: this.#open });
      this.#took = [];
    });
  }
}
