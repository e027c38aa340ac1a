import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUbjson } from './parse-ubjson.ts';

/** Bytes of texts (latin-1) and numbers, one behind the other. */
function bytes(...parts: readonly (string | readonly number[])[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );
}

const LENGTH_3 = bytes('i', [3]);

test('every kind of value is read', () => {
  const value = parseUbjson(
    bytes(
      '{i\x01aZi\x01bTi\x01cFi\x01di\xffi\x01eU\xffi\x01fI\xff\xfe',
      'i\x01gl\xff\xff\xff\xfdi\x01hL\xff\xff\xff\xff\xff\xff\xff\xfc',
      'i\x01id\x3f\xc0\x00\x00i\x01jD\xbf\xe0\x00\x00\x00\x00\x00\x00',
      'i\x01kSi\x03xyzi\x01lCQi\x01m[TF]i\x01n{}}',
    ),
  ) as ReadonlyMap<string, unknown>;
  assert.deepEqual(
    [...value],
    [
      ['a', null],
      ['b', true],
      ['c', false],
      ['d', -1],
      ['e', 255],
      ['f', -2],
      ['g', -3],
      ['h', -4],
      ['i', 1.5],
      ['j', -0.5],
      ['k', 'xyz'],
      ['l', 'Q'],
      ['m', [true, false]],
      ['n', new Map()],
    ],
  );
});

const LISTS: readonly { readonly name: string; readonly given: Buffer; readonly expect: unknown }[] = [
  { name: 'float32', given: bytes('[$d#i\x02', [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0]), expect: Float32Array.of(1, -2) },
  { name: 'float64', given: bytes('[$D#i\x01', [0x40, 0x08, 0, 0, 0, 0, 0, 0]), expect: Float64Array.of(3) },
  { name: 'int8', given: bytes('[$i#i\x02', [0xff, 5]), expect: Int8Array.of(-1, 5) },
  { name: 'uint8', given: bytes('[$U#i\x02', [0xff, 5]), expect: Uint8Array.of(255, 5) },
  { name: 'int16', given: bytes('[$I#i\x01', [1, 0]), expect: Int16Array.of(256) },
  { name: 'int32', given: bytes('[$l#i\x01', [0, 1, 0, 0]), expect: Int32Array.of(65536) },
  { name: 'int64', given: bytes('[$L#i\x01', [0, 0, 0, 1, 0, 0, 0, 0]), expect: Float64Array.of(2 ** 32) },
  { name: 'mixed with a count', given: bytes('[#i\x03TSi\x01aZ'), expect: [true, 'a', null] },
  { name: 'objects with a count', given: bytes('{#i\x01i\x01aT'), expect: new Map([['a', true]]) },
  { name: 'texts', given: bytes('[$S#i\x02i\x01ai\x01b'), expect: ['a', 'b'] },
];

for (const { name, given, expect } of LISTS) {
  test(`optimised lists are read: ${name}`, () => {
    assert.deepEqual(parseUbjson(given), expect);
    // Inside a larger buffer the bytes are the same.
    assert.deepEqual(parseUbjson(bytes('xx', [...given], 'yy').subarray(2, 2 + given.length)), expect);
  });
}

const REFUSED: readonly { readonly name: string; readonly given: Buffer }[] = [
  { name: 'nothing', given: bytes() },
  { name: 'an unknown marker', given: bytes('?') },
  { name: 'a no-op', given: bytes('[NT]') },
  { name: 'a typed list without a count', given: bytes('[$dxxxx') },
  { name: 'a list of a type without bytes', given: bytes('[$Z#l\x7f\xff\xff\xff') },
  { name: 'a count beyond the end', given: bytes('[$d#L\x10\x00\x00\x00\x00\x00\x00\x00') },
  { name: 'a negative count', given: bytes('[$d#i\xff') },
  { name: 'a count of values beyond the end', given: bytes('[#l\x00\x01\x00\x00TT') },
  { name: 'a count of typed lists beyond the end', given: bytes('[$[#l\x00\x01\x00\x00]]') },
  { name: 'a text beyond the end', given: bytes('Si\x05ab') },
  { name: 'a text that is no UTF-8', given: bytes('Si\x01\xff') },
  { name: 'a length that is no whole number', given: bytes('Sd\x3f\x80\x00\x00a') },
  { name: 'an open object', given: bytes('{i\x01aT') },
  { name: 'something behind the end', given: bytes('TT') },
  { name: 'deep nesting', given: bytes('['.repeat(100_000)) },
  { name: 'a high-precision number', given: bytes('H', [...LENGTH_3], '1.5') },
];

for (const { name, given } of REFUSED) {
  test(`UBJSON is refused: ${name}`, () => {
    assert.throws(() => parseUbjson(given), /the UBJSON of the file/);
  });
}
