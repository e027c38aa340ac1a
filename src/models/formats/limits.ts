/** Limits of what a model file may say. Each is far above what real files need and far below what hurts. */
export const LIMITS = {
  /** Objects nested in each other: lists, dicts, states, arguments, estimators. */
  depth: 500,
  /** Open marks of the pickle machine. */
  marks: 10_000,
  /** Entries of the pickle memo and objects made while reading. */
  objects: 20_000_000,
  /** Dimensions of an array, as numpy's own limit. */
  dimensions: 64,
  /** Bytes of one array. */
  arrayBytes: 8 * 2 ** 30,
  /** Bytes after decompression. */
  inflatedBytes: 8 * 2 ** 30,
  /** A compressed file may grow by this factor beyond `inflatedFreeBytes`. */
  inflatedRatio: 100,
  /** The same for lz4, which packs real models by far less than the others. */
  inflatedRatioOfLz4: 64,
  inflatedFreeBytes: 64 * 2 ** 20,
  /** Digits of a text integer in pickle protocol 0. */
  integerDigits: 5_000,
} as const;
