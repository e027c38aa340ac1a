import { malformed } from '../model-file-error.ts';
import { inflatedLimit, tooLarge } from './output-buffer.ts';

/** zlib and gzip by the platform's own decoder (RFC 1950, 1952), which browsers and Node have. */
export async function inflate(bytes: Uint8Array, format: 'deflate' | 'gzip'): Promise<Uint8Array> {
  const limit = inflatedLimit(bytes.length);
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(format));
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
      if (length > limit) {
        await reader.cancel();
        throw tooLarge(limit);
      }
    }
  } catch (error) {
    if (length > limit) throw error;
    throw malformed(
      `${format === 'gzip' ? 'gzip' : 'zlib'} compressed data is damaged, truncated or fails its check sum`,
    );
  }
  return join(chunks, length);
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
