import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../../payload/index.ts';
import { encodeFrame, paddedSize } from './frame.ts';
import { FrameReader } from './frame-reader.ts';

interface Read {
  readonly header: JsonObject;
  readonly body: Uint8Array;
}

function readAll(chunks: readonly Buffer[]): Read[] {
  const frames: Read[] = [];
  const reader = new FrameReader({ check: () => {}, onFrame: (header, body) => frames.push({ header, body }) });
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

/** The same bytes cut at other places. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let start = 0;
  for (let i = 0; start < bytes.length; i += 1) {
    const end = Math.min(start + (sizes[i % sizes.length] ?? bytes.length), bytes.length);
    chunks.push(Buffer.from(bytes.subarray(start, end)));
    start = end;
  }
  return chunks;
}

test('frames come out as they went in, wherever the socket cuts them', () => {
  const frame = fc.record({
    note: fc.string({ unit: 'binary' }),
    sections: fc.array(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 3 }), { maxLength: 3 }),
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), sizes, (frames, chunkSizes) => {
      const encoded = frames.flatMap(({ note, sections }) => encodeFrame(JSON.stringify({ note }), sections));
      const read = readAll(cut(Buffer.concat(encoded), chunkSizes));
      assert.deepEqual(
        read.map(({ header }) => header),
        JSON.parse(JSON.stringify(frames.map(({ note }) => ({ note })))),
      );
      frames.forEach(({ sections }, i) => {
        const body = sections.flatMap((pieces) => {
          const bytes = Buffer.concat(pieces);
          return [...bytes, ...new Uint8Array(paddedSize(bytes.length) - bytes.length)];
        });
        assert.deepEqual([...read[i]!.body], body);
      });
    }),
  );
});

test('a large section is handed on without being copied', () => {
  const large = new Uint8Array(100_001);
  const buffers = encodeFrame('{}', [[large]]);
  assert.equal(buffers[1], large);
  assert.equal(buffers[2]!.byteLength, 7);
});

test('a large body that comes in many chunks is put together', () => {
  const large = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  const [frame] = readAll(cut(Buffer.concat(encodeFrame('{"a":1}', [[large]])), [65_536]));
  assert.deepEqual(frame!.header, { a: 1 });
  assert.ok(Buffer.from(large).equals(frame!.body));
});

const HOSTILE: readonly { name: string; bytes: Buffer }[] = [
  { name: 'text', bytes: Buffer.from('hello world, this is no frame') },
  { name: 'a header of no bytes', bytes: Buffer.alloc(16) },
  { name: 'a header that is no object', bytes: Buffer.concat(encodeFrame('[1]', [])) },
  { name: 'a header that is no JSON', bytes: Buffer.concat(encodeFrame('{"a":', [])) },
  { name: 'a header larger than any', bytes: Buffer.from([0xf8, 0xff, 0xff, 0x7f, 0, 0, 0, 0]) },
];

for (const { name, bytes } of HOSTILE) {
  test(`the frame reader refuses ${name}, in one piece or byte by byte`, () => {
    assert.throws(() => readAll([bytes]));
    assert.throws(() => readAll(cut(bytes, [1])));
  });
}

test('the frame reader asks whether a body fits before it makes room for it', () => {
  const reader = new FrameReader({
    check: (_header, bodyBytes) => {
      throw new Error(`no body of ${bodyBytes}`);
    },
    onFrame: () => assert.fail('no frame'),
  });
  const prefix = Buffer.alloc(16, ' ');
  prefix.writeUInt32LE(8, 0);
  prefix.writeUInt32LE(0xfffffff8, 4);
  prefix.write('{}', 8);
  assert.throws(() => reader.push(prefix), /no body of 4294967288/);
});

test('the frame reader never does anything but throw on random bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readAll([Buffer.from(bytes)]);
      } catch (thrown) {
        assert.ok(thrown instanceof Error);
      }
    }),
  );
});

test('headers that differ in their id alone are read as what they are', () => {
  const headers = [
    '{"id": 1, "output": {"size": 0}}',
    '{"id":2, "output": {"size": 0}}',
    '{"id": 30, "output": {"size": 0}}',
    '{"id": 4, "output": {"size": 1}}',
    '{"id": "5", "output": {"size": 1}}',
    '{"id": [6, 7], "output": {"size": 1}}',
    '{"id": 1.5, "output": {"size": 1}}',
    '{"id": 8}',
  ];
  const read = readAll(headers.map((text) => Buffer.concat(encodeFrame(text, []))));
  assert.deepEqual(
    read.map(({ header }) => header),
    headers.map((text) => JSON.parse(text)),
  );
});
