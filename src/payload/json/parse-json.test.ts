import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../base/errors.ts';
import { formatJson } from './format-json.ts';
import { JSON_DEPTH_LIMIT } from './json-cursor.ts';
import type { JsonValue } from './json-text.ts';
import { parseJson } from './parse-json.ts';
import { validateJson } from './skip-value.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const isBadJson = (error: unknown): boolean =>
  error instanceof RadiantError && error.code === 'INVALID_ARGUMENT' && /^(BAD_JSON|JSON_TOO_DEEP)$/.test(error.reason);

test('parseJson agrees with JSON.parse on valid JSON', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), null, indent);
      assert.deepEqual(roundIntegers(parseJson(utf8(spaced))), roundIntegers(JSON.parse(spaced)));
      assert.equal(validateJson(utf8(spaced)).lenient, false);
    }),
  );
});

test('parseJson gives back what formatJson wrote, bigint included', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: 2n ** 53n }),
    fc.bigInt({ max: -(2n ** 53n) }),
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value')),
    ),
  })).value as fc.Arbitrary<JsonValue>;
  fc.assert(
    fc.property(value, (given) => {
      assert.deepEqual(normal(parseJson(utf8(formatJson(given)))), normal(given));
    }),
  );
});

/** JSON.parse has no bigint. */
function roundIntegers(value: JsonValue): unknown {
  const rounded = normal(value);
  const walk = (item: unknown): unknown => {
    if (typeof item === 'bigint') return Number(item);
    if (Array.isArray(item)) return item.map(walk);
    return item instanceof Map ? new Map([...item].map(([key, inner]) => [key, walk(inner)])) : item;
  };
  return walk(rounded);
}

/** Prototypes aside: fast-check makes objects without one. */
function normal(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, normal(item)]));
}

test('parseJson keeps large integers exact, reads the lenient tokens and takes the last of equal keys', () => {
  const cases: [string, unknown][] = [
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['123456789012345678901234567890', 123456789012345678901234567890n],
    ['1e400', Number.POSITIVE_INFINITY],
    ['[NaN,-Infinity,Infinity]', [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ['{"a":1,"a":2}', { a: 2 }],
    ['"\\ud83d\\ude00\\u00e9\\n\\/"', '😀é\n/'],
    [
      '"caf\u00e9 and more letters than fit in the short way, \u4e16\u754c"',
      'café and more letters than fit in the short way, 世界',
    ],
    ['-0', 0],
    ['-0.0', -0],
    [' [ ] ', []],
  ];
  for (const [text, expect] of cases) assert.deepEqual(parseJson(utf8(text)), expect, text);
});

test('a key named __proto__ is a key and no prototype', () => {
  const value = parseJson(utf8('{"__proto__":{"polluted":true},"a":1}')) as Record<string, unknown>;
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.deepEqual(Object.keys(value), ['__proto__', 'a']);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.equal(formatJson(value as JsonValue), '{"__proto__":{"polluted":true},"a":1}');
});

test('formatJson is valid JSON whatever the numbers are', () => {
  assert.equal(
    formatJson([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5n, -0]),
    '[null,1e999,-1e999,5,-0.0]',
  );
  assert.deepEqual(JSON.parse(formatJson([Number.POSITIVE_INFINITY])), [Number.POSITIVE_INFINITY]);
});

test('validateJson reports the lenient tokens', () => {
  assert.equal(validateJson(utf8('[1,NaN]')).lenient, true);
  assert.equal(validateJson(utf8('["NaN"]')).lenient, false);
});

test('what is not JSON is refused with the byte offset, by reader and validator alike', () => {
  const cases: [string, number][] = [
    ['', 0],
    ['{"a":', 5],
    ["{'a':1}", 1],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{} {}', 3],
    ['01', 0],
    ['-', 1],
    ['1.', 2],
    ['.5', 0],
    ['1e', 2],
    ['+1', 0],
    ['0x10', 1],
    ['-NaN', 1],
    ['nul', 0],
    ['"\u0001"', 1],
    ['"\\x"', 1],
    ['"\\u12g4"', 5],
    ['"abc', 4],
    ['"\\', 1],
    ['{"a" 1}', 5],
    ['{1:2}', 1],
  ];
  for (const [text, offset] of cases) {
    for (const read of [parseJson, validateJson]) {
      assert.throws(
        () => read(utf8(text)),
        (error) => isBadJson(error) && String(error).includes(`at byte ${offset}:`),
        `${text} ${read.name}`,
      );
    }
  }
});

test('bytes that are not UTF-8 are refused', () => {
  for (const bytes of [
    [0xff],
    [0xc0, 0x80],
    [0xe0, 0x80, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xe4, 0xb8],
    [0x80],
  ]) {
    assert.throws(() => validateJson(Uint8Array.from([0x22, ...bytes, 0x22])), /not valid UTF-8/);
  }
});

test('nesting is limited', () => {
  const nested = (depth: number): Uint8Array => utf8(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  validateJson(nested(JSON_DEPTH_LIMIT));
  for (const read of [parseJson, validateJson]) {
    assert.throws(() => read(nested(JSON_DEPTH_LIMIT + 1)), /nested deeper/);
    assert.throws(() => read(utf8('{"a":'.repeat(100_000))), /nested deeper/);
    assert.throws(() => read(utf8('['.repeat(1_000_000))), /nested deeper/);
  }
});

test('random, truncated and mutated bytes give a value or a clear error, and both readers agree with JSON.parse', () => {
  const json = fc.json({ maxDepth: 4 }).map(utf8);
  const mutated = fc.tuple(json, fc.nat(), fc.nat(255), fc.nat()).map(([bytes, at, byte, cut]) => {
    const copy = bytes.slice(0, cut % 3 === 0 ? bytes.length : cut % (bytes.length + 1));
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), mutated), (bytes) => {
      const results = [parseJson, validateJson].map((read) => {
        try {
          return { value: read(bytes) };
        } catch (error) {
          assert.ok(isBadJson(error), String(error));
          return undefined;
        }
      });
      assert.equal(results[0] === undefined, results[1] === undefined);
      const strict = (results[1]?.value as { lenient?: boolean } | undefined)?.lenient === false;
      assert.equal(strict, isStrictJson(bytes));
    }),
    { numRuns: 2000 },
  );
});

function isStrictJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
