import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLenient, stringifyLenient } from './header-json.ts';

const CASES = [
  { name: 'not a number', text: '{"a":NaN}', value: { a: Number.NaN } },
  { name: 'infinities', text: '[Infinity,-Infinity]', value: [Infinity, -Infinity] },
  { name: 'an integer beyond 2^53', text: '[9007199254740993]', value: [9007199254740993n] },
  { name: 'a negative integer beyond 2^64', text: '[-36893488147419103232]', value: [-36893488147419103232n] },
  { name: 'words inside texts', text: '{"NaN":"-Infinity \\" NaN"}', value: { NaN: '-Infinity " NaN' } },
  { name: 'a long fraction', text: '[0.12345678901234568]', value: [0.12345678901234568] },
  { name: 'a text that is not ASCII', text: '["é\u{1f600}"]', value: ['é\u{1f600}'] },
];

for (const { name, text, value } of CASES) {
  test(`header JSON reads and writes ${name}`, () => {
    assert.deepEqual(parseLenient(text), value);
    assert.equal(stringifyLenient(value), text);
  });
}

test('header JSON leaves out undefined members, as JSON does', () => {
  assert.equal(stringifyLenient({ a: undefined, b: [undefined] }), '{"b":[null]}');
});

test('header JSON refuses what is no JSON', () => {
  for (const text of ['', '{', '{a:1}', '[NaNN]', 'nan']) assert.throws(() => parseLenient(text), SyntaxError);
});

test('header JSON keeps any JSON value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value));
      assert.deepEqual(JSON.parse(stringifyLenient(plain)), plain);
    }),
  );
});
