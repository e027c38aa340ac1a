import { Readable } from 'node:stream';

/** Takes exact counts of bytes out of a stream. */
export interface ByteReader {
  /** The next `count` bytes; fewer when the stream ends before. Only for small counts: they are held in memory. */
  take(count: number): Promise<Buffer>;
  /** The next `count` bytes as a stream, which must be read to its end before anything else is taken. Ends early when the input does. */
  stream(count: number): Readable;
}

export function readBytes(input: AsyncIterable<Buffer>): ByteReader {
  const chunks = input[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0) as Buffer;
  const fill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const { done, value } = await chunks.next();
      if (done === true) return false;
      rest = value;
    }
    return true;
  };
  async function* pieces(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0 && (await fill())) {
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  return {
    take: async (count) => {
      const taken: Buffer[] = [];
      for await (const piece of pieces(count)) taken.push(piece);
      return Buffer.concat(taken);
    },
    stream: (count) => Readable.from(pieces(count)),
  };
}
