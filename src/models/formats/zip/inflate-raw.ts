import { malformed } from '../model-file-error.ts';

/** Deflate without a header (RFC 1951) by the platform's decoder; exactly `size` bytes must come of it. */
export async function inflateRaw(bytes: Uint8Array, size: number, name: string): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  const whole = new Uint8Array(size);
  const reader = stream.getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (length + value.length > size) {
        await reader.cancel();
        length = -1;
        break;
      }
      whole.set(value, length);
      length += value.length;
    }
  } catch {
    throw malformed(`the entry ${JSON.stringify(name)} of the archive is damaged or truncated`);
  }
  if (length !== size)
    throw malformed(`the entry ${JSON.stringify(name)} of the archive has another size than declared`);
  return whole;
}
