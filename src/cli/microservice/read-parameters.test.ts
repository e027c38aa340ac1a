import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readParameters } from './read-parameters.ts';

const one = (type: string, value: unknown) => JSON.stringify([{ name: 'a', type, value }]);

const VALUES = [
  { type: 'INT', value: '3', expect: 3 },
  { type: 'INT', value: ' -12 ', expect: -12 },
  { type: 'INT', value: '1_000', expect: 1000 },
  { type: 'INT', value: 7, expect: 7 },
  { type: 'INT', value: '9007199254740993', expect: 9007199254740993n },
  { type: 'FLOAT', value: '2.50', expect: 2.5 },
  { type: 'DOUBLE', value: '1e3', expect: 1000 },
  { type: 'FLOAT', value: '.5', expect: 0.5 },
  { type: 'FLOAT', value: '-inf', expect: Number.NEGATIVE_INFINITY },
  { type: 'FLOAT', value: 'nan', expect: Number.NaN },
  { type: 'STRING', value: 'x y', expect: 'x y' },
  { type: 'STRING', value: '', expect: '' },
  { type: 'STRING', value: 5, expect: '5' },
  { type: 'BOOL', value: 'True', expect: true },
  { type: 'BOOL', value: 'on', expect: true },
  { type: 'BOOL', value: '0', expect: false },
  { type: 'STRING', value: true, expect: 'True' },
  { type: 'BOOL', value: false, expect: false },
];

test('readParameters keeps every digit of a number that is no text', () => {
  const read = (type: string) =>
    readParameters(`[{"name": "a", "type": "${type}", "value": -12345678901234567890}]`, 'x')[0]?.value;
  assert.deepEqual([read('INT'), read('STRING')], [-12345678901234567890n, '-12345678901234567890']);
  assert.throws(() => read('BOOL'), /-12345678901234567890 is not true or false/);
});

for (const { type, value, expect } of VALUES) {
  test(`readParameters reads ${JSON.stringify(value)} as ${type}`, () => {
    assert.deepEqual(readParameters(one(type, value), '--parameters'), [{ name: 'a', type, value: expect }]);
  });
}

const REFUSED = [
  {
    given: one('INT', 'x'),
    says: /Bad model parameter "a" in --parameters: its type is INT, but "x" is not a whole number/,
  },
  { given: one('INT', 1.5), says: /whole number/ },
  { given: one('INT', '1__0'), says: /whole number/ },
  { given: one('FLOAT', '1,5'), says: /"1,5" is not a number/ },
  { given: one('FLOAT', ''), says: /is not a number/ },
  { given: one('BOOL', 'x'), says: /true or false/ },
  { given: one('int', '1'), says: /its type is "int"; the types are BOOL, DOUBLE, FLOAT, INT, STRING/ },
  { given: one('toString', '1'), says: /the types are/ },
  { given: '[{"name": "a", "value": "1"}]', says: /it has no type/ },
  { given: '[{"name": "a", "type": "INT"}]', says: /it has no value/ },
  { given: '[{"name": "a", "type": "INT", "value": null}]', says: /null is not a whole number/ },
  { given: '[{"value": "1", "type": "INT"}]', says: /entry 1 of --parameters has no name/ },
  { given: '[{"name": "a", "type": "INT", "value": {"value": 12345678901234567890}}]', says: /12345678901234567890/ },
  { given: '[1]', says: /entry 1 of --parameters must be an object/ },
  { given: '{"a": 1}', says: /must be a list/ },
  { given: 'null', says: /must be a list/ },
  { given: '[{', says: /is not JSON/ },
  { given: '', says: /is not JSON/ },
];

for (const { given, says } of REFUSED) {
  test(`readParameters refuses ${given}`, () => {
    assert.throws(() => readParameters(given, '--parameters'), { name: 'RadiantError', message: says });
  });
}

test('readParameters takes the last of two parameters with one name', () => {
  const text = '[{"name":"a","value":"1","type":"INT"},{"name":"a","value":"2","type":"INT"}]';
  assert.deepEqual(readParameters(text, '--parameters'), [{ name: 'a', type: 'INT', value: 2 }]);
});
