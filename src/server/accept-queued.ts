import type { Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Clients that go on connecting must not keep the port open. */
const MAX_MS = 250;
/** A turn of the event loop in which nothing happens takes so long. */
const IDLE_TURN_MS = 0.05;
/** A busy server waits for shorter turns than it mostly has, but less and less so. */
const PATIENCE = 50;

/**
 * Lets a server accept the connections that the system has queued for it, for closing its port resets them. The event loop accepts
 * one in a turn, and what comes during the last turn is lost: this resolves right after a short one that brought none.
 */
export async function acceptQueued(server: Server): Promise<void> {
  let accepted = 0;
  const count = (): void => {
    accepted += 1;
  };
  server.on('connection', count);
  await nextTurn();
  const beganMs = performance.now();
  for (let isQuiet = false; !isQuiet; ) {
    const before = accepted;
    const startMs = performance.now();
    await nextTurn();
    const nowMs = performance.now();
    const elapsedMs = nowMs - beganMs;
    const isShort = nowMs - startMs < IDLE_TURN_MS + elapsedMs / PATIENCE;
    isQuiet = (accepted === before && isShort) || elapsedMs > MAX_MS;
  }
  server.off('connection', count);
}
