import { RadiantError } from '../../../base/index.ts';
import { tooLarge } from './message-reader.ts';

type Done = (error: Error | null, result: Buffer) => void;

interface Encoding {
  inflate(bytes: Uint8Array, options: { maxOutputLength: number }, done: Done): void;
  inflateSync(bytes: Uint8Array, options: { maxOutputLength: number }): Buffer;
  deflate(bytes: Uint8Array, options: { level: number }, done: Done): void;
  deflateSync(bytes: Uint8Array, options: { level: number }): Buffer;
}

type Zlib = typeof import('node:zlib');

/**
 * Message encodings beside `identity`, given node:zlib, which the first compressed message loads, and no start.
 * `deflate` is the zlib format, as gRPC has it.
 */
const ENCODINGS: ReadonlyMap<string, (zlib: Zlib) => Encoding> = new Map<string, (zlib: Zlib) => Encoding>([
  ['deflate', ({ inflate, inflateSync, deflate, deflateSync }) => ({ inflate, inflateSync, deflate, deflateSync })],
  [
    'gzip',
    ({ gunzip, gunzipSync, gzip, gzipSync }) => ({
      inflate: gunzip,
      inflateSync: gunzipSync,
      deflate: gzip,
      deflateSync: gzipSync,
    }),
  ],
]);

/** What the door tells callers it can read. */
export const ACCEPTED_ENCODINGS = 'identity,deflate,gzip';

/** zlib's best speed. */
const LEVEL = { level: 1 };

/** Name of the encoding that a call's messages have: undefined for none. Throws UNIMPLEMENTED for one that is not known. */
export function checkEncoding(name: string | undefined): string | undefined {
  if (name === undefined || name === 'identity') return undefined;
  if (ENCODINGS.has(name)) return name;
  const message = `grpc-encoding "${name}" is not known: use one of ${ACCEPTED_ENCODINGS}`;
  throw new RadiantError('UNIMPLEMENTED', message, { reason: 'UNKNOWN_ENCODING', httpStatus: 415 });
}

/** True when the caller reads answers of this encoding: it lists it, or lists nothing and uses it itself. */
export function acceptsEncoding(encoding: string, acceptHeader: string | undefined): boolean {
  if (acceptHeader === undefined) return true;
  return acceptHeader.split(',').some((name) => name.trim() === encoding);
}

/** Inflates off the main thread. Rejects with RESOURCE_EXHAUSTED over the limit, INTERNAL for bytes that are not compressed so. */
export function decompress(bytes: Uint8Array, encoding: string | undefined, maxMessageBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const known = knownEncoding(encoding);
    known.inflate(bytes, { maxOutputLength: maxMessageBytes }, (error, result) => {
      if (error === null) resolve(result);
      else reject(inflateError(error, encoding, maxMessageBytes));
    });
  });
}

/** The same at once, for messages that are known to be small. */
export function decompressSync(bytes: Uint8Array, encoding: string | undefined, maxMessageBytes: number): Buffer {
  try {
    return knownEncoding(encoding).inflateSync(bytes, { maxOutputLength: maxMessageBytes });
  } catch (error) {
    throw error instanceof RadiantError ? error : inflateError(error as Error, encoding, maxMessageBytes);
  }
}

/** Deflates off the main thread. `encoding` is one that `checkEncoding` gave. */
export function compress(bytes: Uint8Array, encoding: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    knownEncoding(encoding).deflate(bytes, LEVEL, (error, result) =>
      error === null ? resolve(result) : reject(error),
    );
  });
}

/** The same at once, for messages that are known to be small. */
export function compressSync(bytes: Uint8Array, encoding: string): Buffer {
  return knownEncoding(encoding).deflateSync(bytes, LEVEL);
}

function knownEncoding(encoding: string | undefined): Encoding {
  const known = encoding === undefined ? undefined : ENCODINGS.get(encoding);
  if (known !== undefined) return known(process.getBuiltinModule('node:zlib'));
  throw new RadiantError('INTERNAL', 'the message is marked as compressed, but the call has no grpc-encoding header', {
    reason: 'BAD_FRAME',
    httpStatus: 400,
  });
}

function inflateError(error: Error, encoding: string | undefined, maxMessageBytes: number): RadiantError {
  if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
    return tooLarge('the message is larger than the limit once it is decompressed', maxMessageBytes);
  }
  return new RadiantError('INTERNAL', `the message cannot be decompressed as ${encoding}: ${error.message}`, {
    reason: 'BAD_FRAME',
    httpStatus: 400,
    cause: error,
  });
}
