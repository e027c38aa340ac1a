import type { ServerHttp2Stream } from 'node:http2';
import type { CallHost } from './call-host.ts';
import type { OpenCall } from './open-calls.ts';

/** CANCEL of RFC 9113, section 7: from node:http2 it would be loaded with every start. */
const NGHTTP2_CANCEL = 8;
const LINGER_MS = 10_000;

/**
 * For a stream that has its answer while the caller may still be sending: the rest is read and thrown away, for clients take
 * a reset for the call's failure; who goes on for too long is reset all the same.
 */
export function linger(stream: ServerHttp2Stream, { openCalls }: CallHost): void {
  stream.resume();
  if (stream.readableEnded) return;
  const startedMs = performance.now();
  const call: OpenCall = {
    previousCall: undefined,
    nextCall: undefined,
    sweep(nowMs) {
      const isLate = nowMs - startedMs > LINGER_MS;
      if (isLate && !stream.destroyed) stream.close(NGHTTP2_CANCEL);
      if (isLate || stream.destroyed) openCalls.remove(call);
    },
    drain() {},
  };
  openCalls.add(call);
}
