import type { RadiantError } from '../../base/index.ts';
import type { Exchange } from './exchange.ts';

/** How much more of a refused body is read and thrown away, and how long, before the connection is cut. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;
const MAX_DISCARD_MS = 5_000;

/**
 * Refuses a request before its body has come. Closing at once would make the client's system drop the answer
 * with the bytes that it still sends, so these are read and thrown away for a short while.
 */
export function refuseBody(exchange: Exchange, error: RadiantError): void {
  const { req } = exchange;
  const { socket } = req;
  exchange.fail(error);
  let discardedBytes = 0;
  const timer = setTimeout(() => socket.destroy(), MAX_DISCARD_MS);
  timer.unref();
  req.on('data', (chunk: Uint8Array) => {
    discardedBytes += chunk.byteLength;
    if (discardedBytes > MAX_DISCARDED_BYTES) socket.destroy();
  });
  req.once('close', () => clearTimeout(timer));
}
