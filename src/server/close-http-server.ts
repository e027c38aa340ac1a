import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Closes an HTTP server without losing a request that has reached this machine: connections that wait to be accepted are
 * accepted first, and idle ones get `idleGraceMs` for a request that may be on its way. When the signal fires, what is left is cut.
 */
export async function closeHttpServer(server: HttpServer, idleGraceMs: number, signal?: AbortSignal): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  const cut = (): void => server.closeAllConnections();
  // Two turns of the event loop: what the kernel has in its queue is accepted in the first.
  await nextTurn();
  await nextTurn();
  // HTTP's own close would cut idle connections at once.
  NetServer.prototype.close.call(server);
  signal?.addEventListener('abort', cut, { once: true });
  if (signal?.aborted) cut();
  const stopWaiting = new AbortController();
  const grace = delay(idleGraceMs, undefined, { signal: stopWaiting.signal }).catch(() => {});
  await Promise.race([closed, grace]);
  stopWaiting.abort();
  // Also ends the server's own checks of its connections.
  server.close();
  server.closeIdleConnections();
  await closed;
  signal?.removeEventListener('abort', cut);
}
