import type { RemoteObject } from '../scheme.ts';

/** A piece of one file that one request fetches. */
export interface Part {
  /** Which object. */
  readonly index: number;
  readonly part: number;
  readonly start: number;
  /** First byte that is no more part of it; Infinity when nobody knows where the file ends. */
  readonly end: number;
}

/** Cuts the objects into parts, in order. An object without ranges or size is one part. */
export function planParts(objects: readonly RemoteObject[], partBytes: number): Part[] {
  return objects.flatMap(({ sizeBytes, hasRanges }, index): Part[] => {
    if (sizeBytes === undefined) return [{ index, part: 0, start: 0, end: Number.POSITIVE_INFINITY }];
    const count = hasRanges ? Math.max(1, Math.ceil(sizeBytes / partBytes)) : 1;
    return Array.from({ length: count }, (_, part) => ({
      index,
      part,
      start: part * partBytes,
      end: part === count - 1 ? sizeBytes : (part + 1) * partBytes,
    }));
  });
}
