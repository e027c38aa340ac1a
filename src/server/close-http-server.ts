import type { Server } from 'node:http';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Listener } from './listen.ts';

/**
 * Closes an HTTP server without losing a request that has reached this machine: idle connections get `idleGraceMs` for
 * a request that may be on its way. When the signal fires, what is left is cut.
 */
export async function closeHttpServer(
  server: Server,
  listener: Listener,
  idleGraceMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const closed = listener.close();
  const cut = (): void => server.closeAllConnections();
  signal?.addEventListener('abort', cut, { once: true });
  if (signal?.aborted) cut();
  const isClosed = new AbortController();
  const grace = delay(idleGraceMs, undefined, { signal: isClosed.signal }).catch(() => {});
  await Promise.race([closed, grace]);
  isClosed.abort();
  // A busy process comes late to this, and timers run before sockets are read: what has come meanwhile is read first.
  await nextTurn();
  await nextTurn();
  // Ends idle connections, and the server's own checks of them.
  server.close();
  server.closeIdleConnections();
  await closed;
  signal?.removeEventListener('abort', cut);
}
