import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../base/index.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

const RUNS = { numRuns: 500 };

function readOne<T>(write: (writer: WireWriter) => void, read: (reader: WireReader) => T): T {
  const writer = new WireWriter(1);
  write(writer);
  const reader = new WireReader(writer.finish(), 'Test');
  assert.equal(reader.tag() >>> 3, 5);
  const value = read(reader);
  assert.equal(reader.position, reader.end);
  return value;
}

test('every scalar is read as it was written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      assert.equal(
        readOne(
          (writer) => writer.int64(5, value),
          (reader) => reader.int64(),
        ),
        value,
      );
    }),
    RUNS,
  );
  fc.assert(
    fc.property(fc.integer(), (value) => {
      assert.equal(
        readOne(
          (writer) => writer.int32(5, value),
          (reader) => reader.int32(),
        ),
        value,
      );
    }),
    RUNS,
  );
  fc.assert(
    fc.property(fc.double(), fc.float(), (double, float) => {
      assert.equal(
        readOne(
          (writer) => writer.float64(5, double),
          (reader) => reader.float64(),
        ),
        double,
      );
      assert.equal(
        readOne(
          (writer) => writer.float32(5, float),
          (reader) => reader.float32(),
        ),
        float,
      );
    }),
    RUNS,
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.uint8Array({ maxLength: 300 }), (text, bytes) => {
      assert.equal(
        readOne(
          (writer) => writer.string(5, text),
          (reader) => reader.string(),
        ),
        text,
      );
      const content = readOne(
        (writer) => writer.bytes(5, bytes),
        (reader) => reader.bytesField(),
      );
      assert.deepEqual(Uint8Array.from(content), bytes);
    }),
    RUNS,
  );
});

test('a number whose lower groups are zero keeps its upper ones', () => {
  for (const value of [2n ** 28n, 2n ** 35n, 2n ** 62n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]) {
    const read = readOne(
      (writer) => writer.int64(5, value),
      (reader) => reader.int64(),
    );
    assert.equal(read, value);
  }
});

const BROKEN: readonly { name: string; bytes: readonly number[]; expect: RegExp }[] = [
  { name: 'a tag that is cut off', bytes: [0x80], expect: /Test: not a valid message: cut off inside a number/ },
  { name: 'field number 0', bytes: [0x02, 0x00], expect: /field number 0/ },
  { name: 'a field number beyond 32 bits', bytes: [0xff, 0xff, 0xff, 0xff, 0xff, 0x01], expect: /more than 5 bytes/ },
  { name: 'a varint of 11 bytes', bytes: [0x28, ...Array<number>(10).fill(0x80), 0], expect: /more than 10 bytes/ },
  { name: 'a length beyond the end', bytes: [0x2a, 0x7f, 1, 2], expect: /a field of 127 bytes .* only 2 are left/ },
  {
    name: 'a length of 2^63',
    bytes: [0x2a, ...Array<number>(9).fill(0x80), 1],
    expect: /a field of 9223372036854775808 bytes/,
  },
  { name: 'a double that is cut off', bytes: [0x29, 1, 2, 3], expect: /cut off/ },
  { name: 'a float that is cut off', bytes: [0x2d, 1, 2, 3], expect: /cut off/ },
  { name: 'wire type 6', bytes: [0x2e], expect: /wire type 6 of field 5/ },
  { name: 'the end of a group that never began', bytes: [0x2c], expect: /wire type 4/ },
  { name: 'a group without an end', bytes: [0x2b, 0x08, 0x01], expect: /group 5 has no end/ },
  { name: 'a group closed as another', bytes: [0x2b, 0x34], expect: /group 5 is closed as 6/ },
  { name: 'groups nested too deep', bytes: Array<number>(5000).fill(0x2b), expect: /nested deeper than 100/ },
];

for (const { name, bytes, expect } of BROKEN) {
  test(`skip refuses ${name}`, () => {
    const reader = new WireReader(Uint8Array.from(bytes), 'Test');
    assert.throws(
      () => reader.skip(reader.tag()),
      (error) => error instanceof RadiantError && error.code === 'INVALID_ARGUMENT' && expect.test(error.message),
    );
  });
}

test('skip steps over every wire type', () => {
  const group = [0x2b, 0x08, 0x96, 0x01, 0x33, 0x34, 0x2c];
  for (const bytes of [
    [0x28, 0xff, 0x01],
    [0x29, 0, 0, 0, 0, 0, 0, 0, 0],
    [0x2a, 2, 1, 2],
    [0x2d, 0, 0, 0, 0],
    group,
  ]) {
    const reader = new WireReader(Uint8Array.from(bytes), 'Test');
    reader.skip(reader.tag());
    assert.equal(reader.position, bytes.length);
  }
});

test('a text that is not UTF-8 is refused', () => {
  for (const text of [[0xff], [0xc3], [0xed, 0xa0, 0x80], Array<number>(40).fill(0x80)]) {
    const reader = new WireReader(Uint8Array.from([0x2a, text.length, ...text]), 'Test');
    reader.tag();
    assert.throws(() => reader.string(), /not valid UTF-8/);
  }
});
