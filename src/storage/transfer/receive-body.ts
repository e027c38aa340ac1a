import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';

/** How much may wait in memory for the disk, per request. */
const MAX_WAITING_BYTES = 4 * 2 ** 20;

/** Where received bytes go. */
export type WriteAt = (chunks: readonly Buffer[], position: number) => Promise<void>;

/** Writes all of the chunks to a file at a position. */
export function writeToFile(handle: FileHandle): WriteAt {
  return async (chunks, position) => {
    let rest = [...chunks];
    let at = position;
    while (rest.length > 0) {
      const { bytesWritten } = await handle.writev(rest, at);
      at += bytesWritten;
      rest = skipBytes(rest, bytesWritten);
    }
  };
}

function skipBytes(chunks: readonly Buffer[], count: number): Buffer[] {
  let skipped = 0;
  let index = 0;
  while (index < chunks.length && skipped + chunks[index]!.length <= count) {
    skipped += chunks[index]!.length;
    index += 1;
  }
  const rest = chunks.slice(index);
  if (count > skipped && rest[0]) rest[0] = rest[0].subarray(count - skipped);
  return rest;
}

/** Which bytes of a body go where in the file. */
export interface BodySpan {
  /** Where in the file the first kept byte goes. */
  readonly position: number;
  /** At most so many bytes are kept. */
  readonly limit: number;
  /** Bytes to drop first: a store that ignores ranges sends everything again. */
  readonly skip: number;
}

/**
 * Receives a span of a body into a file. `onWritten` hears of bytes once they are in the file.
 * Resolves when the body has ended; rejects with what the socket or the disk said. Chunks that arrive while the disk is busy are written together.
 */
export async function receiveBody(
  body: IncomingMessage,
  { position, limit, skip }: BodySpan,
  write: WriteAt,
  onWritten: (count: number) => void,
): Promise<void> {
  let at = position;
  let room = limit;
  let toSkip = skip;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let writing: Promise<void> | undefined;
  let diskFailure: unknown;
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const [chunks, count] = [waiting, waitingBytes];
      waiting = [];
      waitingBytes = 0;
      if (body.isPaused()) body.resume();
      await write(chunks, at);
      at += count;
      onWritten(count);
    }
  };
  const startFlush = (): void => {
    writing ??= flush()
      .catch((thrown: unknown) => {
        diskFailure = thrown;
        body.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
      })
      .finally(() => {
        writing = undefined;
      });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      body.on('data', (chunk: Buffer) => {
        const skipped = Math.min(toSkip, chunk.length);
        toSkip -= skipped;
        const kept = chunk.subarray(skipped, Math.min(chunk.length, skipped + room));
        if (kept.length === 0) return;
        room -= kept.length;
        waiting.push(kept);
        waitingBytes += kept.length;
        if (waitingBytes > MAX_WAITING_BYTES) body.pause();
        startFlush();
      });
      body.on('end', resolve);
      body.on('error', reject);
      body.on('close', () => (body.complete ? resolve() : reject(new Error('the connection was cut'))));
    });
  } catch (thrown) {
    // What came before the cut is kept, so that the next try goes on behind it.
    await writing;
    if (diskFailure === undefined && waiting.length > 0) await flush();
    throw diskFailure ?? thrown;
  }
  await writing;
  if (diskFailure === undefined) await flush();
  if (diskFailure !== undefined) throw diskFailure;
}
