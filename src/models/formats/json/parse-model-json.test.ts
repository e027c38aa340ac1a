import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ModelJson } from './model-json.ts';
import { parseModelJson } from './parse-model-json.ts';

const parse = (text: string): ModelJson => parseModelJson(new TextEncoder().encode(text));

/** Back to what JSON.parse gives. */
function plain(value: ModelJson): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (value instanceof Map) {
    // defineProperty: `__proto__` is a key as any other.
    const object = {};
    for (const [name, item] of value as ReadonlyMap<string, ModelJson>) {
      Object.defineProperty(object, name, { value: plain(item), enumerable: true, writable: true, configurable: true });
    }
    return object;
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

test('JSON of any kind is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (text, isPretty) => {
      const given = isPretty ? JSON.stringify(JSON.parse(text), undefined, ' \t') : text;
      assert.deepEqual(plain(parse(given)), JSON.parse(given));
    }),
  );
});

test('numbers are correctly rounded', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
      const forms = numbers.flatMap((x) => [JSON.stringify(x), x.toExponential().replace('e', 'E'), x.toPrecision(9)]);
      assert.deepEqual(Array.from(parse(`[${forms.join(', ')}]`) as Float64Array), forms.map(Number));
    }),
  );
});

test('bare NaN and Infinity are numbers', () => {
  assert.deepEqual(plain(parse('[NaN, -Infinity, Infinity, 1]')), [Number.NaN, -Infinity, Infinity, 1]);
  assert.deepEqual(plain(parse('{"a": NaN}')), { a: Number.NaN });
});

test('the key __proto__ is a key as any other', () => {
  const value = parse('{"__proto__": {"polluted": true}}') as ReadonlyMap<string, ModelJson>;
  assert.deepEqual([...value.keys()], ['__proto__']);
  assert.equal('polluted' in {}, false);
});

for (const text of [
  '',
  '{',
  '[1,',
  '[1 2]',
  '{"a" 1}',
  '{a: 1}',
  '"a',
  '"\\x"',
  'nul',
  '01x',
  '1_0',
  '0x10',
  '[1]]',
  '{"a":1,}',
  '-',
  '+1',
  '.5',
  '1e',
  '"\u0001"',
]) {
  test(`JSON is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parse(text), /the JSON of the file/);
  });
}

test('JSON that is nested too deep is refused', () => {
  assert.throws(() => parse('['.repeat(100_000)), /nested deeper/);
  assert.throws(() => parse('{"a":'.repeat(100_000)), /nested deeper/);
});
