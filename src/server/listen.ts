import { once } from 'node:events';
import { type AddressInfo, Server } from 'node:net';
import { acceptQueued } from './accept-queued.ts';

/** A port that a server gets connections from. */
export interface Listener {
  /** The port that is really bound. */
  readonly port: number;
  /** Takes no more connections; what the system has queued is accepted first. Clients that reconnect are refused from then on. */
  stop(): Promise<void>;
  /** Stops; resolves when the last connection has closed. */
  close(): Promise<void>;
}

/** Binds a server to a port. Rejects with the error of the system. Worker processes of a cluster have a way of their own. */
export type Listen = (server: Server, host: string, port: number) => Promise<Listener>;

/** Binds in this process. */
export const listenHere: Listen = async (server, host, port) => {
  server.listen(port, host);
  await once(server, 'listening');
  const closed = once(server, 'close');
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= stopListening(server);
    return stopping;
  };
  return {
    port: (server.address() as AddressInfo).port,
    stop,
    async close() {
      await stop();
      await closed;
    },
  };
};

async function stopListening(server: Server): Promise<void> {
  await acceptQueued(server);
  // An HTTP server's own close would cut idle connections at once.
  Server.prototype.close.call(server);
}
