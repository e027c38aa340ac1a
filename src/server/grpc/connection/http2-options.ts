import type { ServerOptions } from 'node:http2';

const MEGABYTE = 1024 * 1024;

/** Calls that one connection may have open at a time; the caller queues what is more. */
export const MAX_STREAMS = 4096;
/** How much a caller may send on one call, and on all calls of its connection, before it hears from us. */
const STREAM_WINDOW_BYTES = MEGABYTE;
export const CONNECTION_WINDOW_BYTES = 16 * MEGABYTE;
/** Callers' metadata. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Cancelled calls per second, and at once, that a connection may have: overload cancels thousands, an attacker millions. */
const RESETS = { streamResetBurst: 20_000, streamResetRate: 2_000 };

/** The settings of node:http2 for a door that takes messages of this size. */
export function http2Options(maxMessageBytes: number): ServerOptions {
  return {
    settings: {
      enablePush: false,
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: MAX_STREAMS,
      maxHeaderListSize: MAX_HEADER_BYTES,
    },
    // Megabytes. The door counts what callers make it hold itself; this only must not be the first limit that is met.
    maxSessionMemory: Math.max(1024, Math.ceil((4 * maxMessageBytes) / MEGABYTE)),
    ...RESETS,
  };
}
