import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';

/** The most that a compressed answer of a node may become. */
const MAX_BYTES = 1024 * 1024 * 1024;

const DECODERS: Readonly<
  Record<string, (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array>
> = {
  br: brotliDecompressSync,
  deflate: inflateSync,
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
};

/** The body without its compression. Nodes are not asked for compressed answers: only some answer so all the same. Throws INTERNAL. */
export function plainBytes({ bytes, contentEncoding }: WireMessage): Uint8Array {
  if (contentEncoding === undefined || contentEncoding === '' || contentEncoding === 'identity') return bytes;
  const decode = Object.hasOwn(DECODERS, contentEncoding) ? DECODERS[contentEncoding] : undefined;
  try {
    if (decode === undefined) throw new Error('unknown');
    return decode(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    throw new RadiantError(
      'INTERNAL',
      `a node's answer cannot be read: its Content-Encoding is ${contentEncoding.slice(0, 40)}`,
      {
        reason: 'BAD_ANSWER',
        cause,
      },
    );
  }
}
