/** A small random generator with a seed (mulberry32): the same seed gives the same files. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Mutation = (bytes: Uint8Array, random: () => number, other: Uint8Array) => Uint8Array;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** Bytes and numbers on which parsers stumble. */
const AWKWARD = [0, 1, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x5b, 0x5d, 0x7b, 0x7d, 0x22, 0x2d];
const AWKWARD_TEXTS = [
  '-1',
  '0',
  '1e999',
  '99999999999',
  'NaN',
  '-',
  'null',
  '[]',
  '{}',
  '""',
  '2147483648',
  '1e-320',
  '0.5',
  '\n',
];

const MUTATIONS: readonly Mutation[] = [
  function flipByte(bytes, random) {
    const changed = bytes.slice();
    changed[below(random, bytes.length)]! ^= 1 + below(random, 255);
    return changed;
  },
  function flipSome(bytes, random) {
    const changed = bytes.slice();
    for (let i = 0; i < 8; i++) changed[below(random, bytes.length)] = below(random, 256);
    return changed;
  },
  function setAwkward(bytes, random) {
    const changed = bytes.slice();
    changed[below(random, bytes.length)] = AWKWARD[below(random, AWKWARD.length)]!;
    return changed;
  },
  function setHugeNumber(bytes, random) {
    const changed = bytes.slice();
    const at = below(random, bytes.length);
    const size = 2 ** below(random, 4);
    changed.fill(random() < 0.5 ? 0xff : 0x7f, at, at + size);
    return changed;
  },
  function cut(bytes, random) {
    return bytes.slice(0, below(random, bytes.length));
  },
  function remove(bytes, random) {
    const at = below(random, bytes.length);
    return join(bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 40)));
  },
  function repeat(bytes, random) {
    const at = below(random, bytes.length);
    const piece = bytes.subarray(at, at + 1 + below(random, 60));
    return join(bytes.subarray(0, at), piece, piece, bytes.subarray(at));
  },
  function splice(bytes, random, other) {
    return join(bytes.subarray(0, below(random, bytes.length)), other.subarray(below(random, other.length)));
  },
  function changeNumber(bytes, random) {
    return replaceNumber(bytes, random);
  },
  function changeNumberAgain(bytes, random) {
    return replaceNumber(replaceNumber(bytes, random), random);
  },
];

/** Replaces a decimal number of the text by an awkward one; a file without numbers stays as it is. */
function replaceNumber(bytes: Uint8Array, random: () => number): Uint8Array {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  let at = below(random, bytes.length);
  while (at < bytes.length && !isDigit(bytes[at])) at++;
  let end = at;
  while (isDigit(bytes[end])) end++;
  const text = AWKWARD_TEXTS[below(random, AWKWARD_TEXTS.length)]!;
  return join(bytes.subarray(0, at), new TextEncoder().encode(text), bytes.subarray(end));
}

function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

/** Changes a file in one or several ways; `other` is another file of the format. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let changed = bytes;
  const count = random() < 0.7 ? 1 : 1 + below(random, 4);
  for (let i = 0; i < count && changed.length > 0; i++) {
    changed = MUTATIONS[below(random, MUTATIONS.length)]!(changed, random, other);
  }
  return changed;
}
