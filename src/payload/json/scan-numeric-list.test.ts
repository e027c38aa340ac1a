import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createJsonCursor } from './json-cursor.ts';
import { scanNumber } from './scan-number.ts';
import { scanNumericList } from './scan-numeric-list.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const scan = (text: string, textNumbers = false) => scanNumericList(createJsonCursor(utf8(text)), textNumbers);

test('scanNumber agrees with Number on every decimal text', () => {
  const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));
  const integer = digits(22).map((text) => text.replace(/^0+(?=.)/, ''));
  const exponent = fc
    .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.nat(330))
    .map((parts) => parts.join(''));
  const decimal = fc
    .tuple(fc.constantFrom('', '-'), integer, fc.option(digits(24)), fc.option(exponent))
    .map(([sign, whole, fraction, power]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${power ?? ''}`);
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value));
  const unit = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => String(value));
  const padded = fc
    .tuple(unit, fc.nat(4))
    .map(([text, zeros]) => (text.includes('.') && !text.includes('e') ? text + '0'.repeat(zeros) : text));
  fc.assert(
    fc.property(fc.oneof(decimal, double, unit, padded), (text) => {
      const value = scanNumber(createJsonCursor(utf8(text)));
      // An integer has no negative zero, in JSON as in Python.
      assert.ok(Object.is(value, text === '-0' ? 0 : Number(text)), `${text} gave ${value}`);
    }),
    { numRuns: 20_000 },
  );
});

test('scanNumber is right where decimals lie next to the middle of two doubles', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (value) => {
      // 19 digits around the middle between a double and the next one.
      const next = value + value * 2 ** -52;
      const middle = value / 2 + next / 2;
      for (const text of [middle.toPrecision(17), middle.toPrecision(18), middle.toPrecision(19)]) {
        if (text.includes('e')) continue;
        assert.equal(scanNumber(createJsonCursor(utf8(text))), Number(text), text);
      }
    }),
    { numRuns: 5000 },
  );
});

test('a rectangular list of numbers becomes a tensor with the dtype that numpy gives', () => {
  const cases: [string, string, number[], unknown[]][] = [
    ['[[1,2],[3,4]]', 'int64', [2, 2], [1n, 2n, 3n, 4n]],
    ['[ -1 , 0 ]', 'int64', [2], [-1n, 0n]],
    ['[[1,2.5]]', 'float64', [1, 2], [1, 2.5]],
    ['[1e3]', 'float64', [1], [1000]],
    ['[-0]', 'int64', [1], [0n]],
    ['[-0.0]', 'float64', [1], [-0]],
    ['[NaN,1]', 'float64', [2], [Number.NaN, 1]],
    ['[]', 'float64', [0], []],
    ['[[],[]]', 'float64', [2, 0], []],
    ['[[[]]]', 'float64', [1, 1, 0], []],
    ['[[[1.5]],[[2]]]', 'float64', [2, 1, 1], [1.5, 2]],
    ['[9007199254740993,1]', 'int64', [2], [9007199254740993n, 1n]],
    ['[-9223372036854775808]', 'int64', [1], [-9223372036854775808n]],
    ['[9223372036854775808]', 'uint64', [1], [9223372036854775808n]],
    ['[18446744073709551615,9223372036854775808]', 'uint64', [2], [18446744073709551615n, 9223372036854775808n]],
    ['[9223372036854775808,1]', 'float64', [2], [2 ** 63, 1]],
    ['[9223372036854775808,1.5]', 'float64', [2], [2 ** 63, 1.5]],
  ];
  for (const [text, dtype, shape, data] of cases) {
    const tensor = scan(text);
    assert.ok(tensor, text);
    assert.deepEqual([tensor.dtype, tensor.shape, Array.from<unknown>(tensor.data)], [dtype, shape, data], text);
  }
});

test('long lists of integers have the same values as short ones', () => {
  const edges = [
    0,
    -1,
    1,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    -(2 ** 32),
    -(2 ** 32) - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...edges), fc.maxSafeInteger()), { minLength: 25, maxLength: 60 }),
      (values) => {
        assert.deepEqual(Array.from<unknown>(scan(JSON.stringify(values))?.data ?? []), values.map(BigInt));
      },
    ),
  );
});

test('everything else is left where it is', () => {
  const cases = [
    '5',
    '"a"',
    '["a"]',
    '[1,"a"]',
    '[null]',
    '[true]',
    '[[1,2],[3]]',
    '[[1],2]',
    '[1,[2]]',
    '[[],1]',
    '[1,[]]',
    '[[],[1]]',
    '[[[]],[]]',
    '[{}]',
    '[18446744073709551616]',
    '[18446744073709551616,1.5]',
    '[1',
    '[1,',
    '[',
    '[[1]',
    '[1}',
    '["NaN"]',
    `${'['.repeat(33)}1${']'.repeat(33)}`,
  ];
  for (const text of cases) {
    const cursor = createJsonCursor(utf8(text));
    try {
      assert.equal(scanNumericList(cursor), undefined, text);
      assert.equal(cursor.pos, 0, text);
    } catch (error) {
      assert.match(String(error), /not valid JSON/, text);
    }
  }
  assert.deepEqual([...(scan('["NaN",1,"-Infinity"]', true)?.data ?? [])], [Number.NaN, 1, Number.NEGATIVE_INFINITY]);
  assert.equal(scan('["nan"]', true), undefined);
});

test('a nested list of any rectangular shape is read as JSON.parse reads it', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shape, fc.infiniteStream(fc.double({ min: -1e6, max: 1e6, noNaN: true })), (sizes, numbers) => {
      const flat: number[] = [];
      const build = (axis: number): unknown => {
        if (axis < sizes.length) return Array.from({ length: sizes[axis] as number }, () => build(axis + 1));
        const value = Math.trunc(numbers.next().value as number) + 0.1;
        flat.push(value);
        return value;
      };
      const tensor = scan(JSON.stringify(build(0)));
      assert.deepEqual(tensor?.shape, sizes);
      assert.deepEqual(Array.from<unknown>(tensor?.data ?? []).map(Number), flat);
    }),
  );
});
