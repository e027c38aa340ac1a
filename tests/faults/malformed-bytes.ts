import fc from 'fast-check';

/** What parsers stumble over, put where it does not belong. */
const SPLINTERS: readonly Buffer[] = [
  '[',
  ']',
  '{',
  '}',
  '"',
  ',',
  ':',
  '\\',
  '\0',
  'null',
  'true',
  'NaN',
  '-Infinity',
  '-',
  '-0',
  '1e400',
  '1e-400',
  '99999999999999999999',
  '9223372036854775808',
  '0.1.2',
  '""',
  '"\\ud800"',
  '"\\u0000"',
  '{}',
  '[]',
  '[[1],[2,3]]',
  '{"shape":[-1],"values":[1]}',
  '{"shape":[4294967296,4294967296],"values":[]}',
  '"__proto__":',
  '='.repeat(5),
  '['.repeat(2000),
  '{"a":'.repeat(500),
  ' '.repeat(5000),
]
  .map((text) => Buffer.from(text))
  .concat(
    ['80', 'c0af', 'edb080', 'f8888080', 'efbbbf', 'fffe', 'ffffffffffffffffff01', '0affffffff0f', '9a0600', 'ff'].map(
      (hex) => Buffer.from(hex, 'hex'),
    ),
  );

/** Strings, numbers and words of JSON; brackets stay. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[-+\w.]+/g;

/** One change of some bytes; positions are taken modulo the length. */
type Change = (bytes: Buffer) => Buffer;

const position = fc.nat(1_000_000);
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(position, fc.nat(255)).map(
    ([at, byte]): Change =>
      (bytes) =>
        splice(bytes, at, 1, Buffer.from([byte])),
  ),
  fc.tuple(position, fc.nat(7)).map(
    ([at, bit]): Change =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        if (copy.length > 0) copy[at % copy.length]! ^= 1 << bit;
        return copy;
      },
  ),
  fc.tuple(position, fc.nat(20)).map(
    ([at, count]): Change =>
      (bytes) =>
        splice(bytes, at, count, Buffer.alloc(0)),
  ),
  fc.tuple(position, fc.nat(40), position).map(
    ([from, count, to]): Change =>
      (bytes) =>
        splice(bytes, to, 0, piece(bytes, from, count)),
  ),
  fc.tuple(position, fc.constantFrom(...SPLINTERS), fc.nat(3)).map(
    ([at, splinter, count]): Change =>
      (bytes) =>
        splice(bytes, at, count, splinter),
  ),
  position.map(
    (end): Change =>
      (bytes) =>
        bytes.subarray(0, end % (bytes.length + 1)),
  ),
);

/** Changes that leave lengths and structure whole, so that what is wrong is found late. */
const gentle: fc.Arbitrary<Change> = fc.oneof(
  changes,
  fc.tuple(position, fc.constantFrom(...SPLINTERS)).map(
    ([at, splinter]): Change =>
      (bytes) => {
        const tokens = [...bytes.toString('latin1').matchAll(JSON_TOKEN)];
        const token = tokens[at % Math.max(tokens.length, 1)];
        return token === undefined ? bytes : splice(bytes, token.index, token[0].length, splinter);
      },
  ),
  fc.tuple(position, position).map(
    ([from, to]): Change =>
      (bytes) => {
        const tokens = [...bytes.toString('latin1').matchAll(JSON_TOKEN)];
        const [source, target] = [from, to].map((at) => tokens[at % Math.max(tokens.length, 1)]);
        if (source === undefined || target === undefined) return bytes;
        return splice(bytes, target.index, target[0].length, Buffer.from(source[0], 'latin1'));
      },
  ),
  fc.tuple(position, fc.nat(255)).map(
    ([at, byte]): Change =>
      (bytes) =>
        splice(bytes, at, 1, Buffer.from([byte])),
  ),
);

/** One of the samples, changed gently once or wildly up to five times. */
export function malformed<T>(
  samples: readonly T[],
  bytesOf: (sample: T) => Buffer,
): fc.Arbitrary<readonly [T, Buffer]> {
  const several = fc.oneof(
    gentle.map((change) => [change]),
    fc.array(gentle, { minLength: 1, maxLength: 5 }),
  );
  return fc
    .tuple(fc.constantFrom(...samples), several)
    .map(([sample, list]) => [sample, list.reduce((bytes, change) => change(bytes), bytesOf(sample))] as const);
}

function splice(bytes: Buffer, at: number, count: number, instead: Buffer): Buffer {
  const start = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), instead, bytes.subarray(start + count)]);
}

function piece(bytes: Buffer, from: number, count: number): Buffer {
  const start = from % (bytes.length + 1);
  return bytes.subarray(start, start + count);
}
