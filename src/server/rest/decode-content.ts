import { RadiantError } from '../../base/index.ts';

type Decoder = (
  body: Uint8Array,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, result: Uint8Array) => void,
) => void;
type Zlib = typeof import('node:zlib');

/** Given node:zlib, which the first body that is encoded loads, and no start. */
const DECODERS: ReadonlyMap<string, (zlib: Zlib, body: Uint8Array) => Decoder> = new Map([
  ['br', ({ brotliDecompress }: Zlib): Decoder => brotliDecompress],
  // RFC 9110 names the zlib format `deflate`; some clients send the bare stream, which the first byte tells.
  ['deflate', (zlib: Zlib, body: Uint8Array): Decoder => ((body[0]! & 0x0f) === 8 ? zlib.inflate : zlib.inflateRaw)],
  ['gzip', ({ gunzip }: Zlib): Decoder => gunzip],
  ['x-gzip', ({ gunzip }: Zlib): Decoder => gunzip],
  ['zstd', ({ zstdDecompress }: Zlib): Decoder => zstdDecompress],
]);

/** True when the header Content-Encoding says that the body must be decoded. */
export function isEncoded(contentEncoding: string | undefined): contentEncoding is string {
  return contentEncoding !== undefined && contentEncoding !== '' && contentEncoding.toLowerCase() !== 'identity';
}

/**
 * Undoes a Content-Encoding. Rejects with 415 for a coding that is not known, 400 for a broken body, 413 when the result
 * would be larger than `maxBytes`.
 */
export async function decodeContent(body: Uint8Array, coding: string, maxBytes: number): Promise<Uint8Array> {
  const chooseDecoder = DECODERS.get(coding.trim().toLowerCase());
  if (chooseDecoder === undefined) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `Content-Encoding ${coding.slice(0, 40)} is not supported: send the body plain, or as gzip, deflate, br or zstd`,
      { reason: 'UNSUPPORTED_CONTENT_ENCODING', httpStatus: 415 },
    );
  }
  if (body.byteLength === 0) return body;
  try {
    return await decode(chooseDecoder(process.getBuiltinModule('node:zlib'), body), body, maxBytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(maxBytes);
    throw new RadiantError('INVALID_ARGUMENT', `the body is not valid ${coding}`, {
      reason: 'MICROSERVICE_BAD_DATA',
      cause,
    });
  }
}

function decode(decoder: Decoder, body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    decoder(body, { maxOutputLength: maxBytes }, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

/** The 413 of a request whose body is larger than allowed. */
export function bodyTooLarge(maxBytes: number): RadiantError {
  return new RadiantError(
    'RESOURCE_EXHAUSTED',
    `the body is larger than ${maxBytes} bytes, the most that this server takes: send less at once, or start the server with a higher limit`,
    { reason: 'BODY_TOO_LARGE', httpStatus: 413 },
  );
}
