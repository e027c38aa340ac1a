import { Buffer } from 'node:buffer';

/** Bytes before each message: a flag (1 = compressed) and the length, big-endian. Source: gRPC over HTTP/2, "Length-Prefixed-Message". */
export const PREFIX_BYTES = 5;

/** A message with its prefix in one new buffer. */
export function frameMessage(message: Uint8Array, compressed: boolean): Buffer {
  const size = message.length;
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + size);
  writePrefix(frame, size, compressed);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

/** Only the prefix, for messages too large to be copied behind it. */
export function framePrefix(size: number, compressed: boolean): Buffer {
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  writePrefix(prefix, size, compressed);
  return prefix;
}

function writePrefix(target: Buffer, size: number, compressed: boolean): void {
  target[0] = compressed ? 1 : 0;
  target[1] = size >>> 24;
  target[2] = size >>> 16;
  target[3] = size >>> 8;
  target[4] = size;
}
