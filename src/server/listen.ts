import { once } from 'node:events';
import { type AddressInfo, Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A port that a server gets connections from. */
export interface Listener {
  /** The port that is really bound. */
  readonly port: number;
  /** Takes no more connections; resolves when the last one has closed. */
  close(): Promise<void>;
}

/** Binds a server to a port. Rejects with the error of the system. Worker processes of a cluster have a way of their own. */
export type Listen = (server: Server, host: string, port: number) => Promise<Listener>;

/** Binds in this process. */
export const listenHere: Listen = async (server, host, port) => {
  server.listen(port, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => stopListening(server) };
};

/** What the system has queued is accepted first: two turns of the event loop. */
async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  await nextTurn();
  await nextTurn();
  // An HTTP server's own close would cut idle connections at once.
  Server.prototype.close.call(server);
  await closed;
}
