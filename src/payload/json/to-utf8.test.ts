import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from './parse-json.ts';
import { jsonToUtf8 } from './to-utf8.ts';

function utf32(text: string, littleEndian: boolean): Uint8Array {
  const points = Array.from(text, (letter) => letter.codePointAt(0) as number);
  const view = new DataView(new ArrayBuffer(points.length * 4));
  points.forEach((point, i) => {
    view.setUint32(i * 4, point, littleEndian);
  });
  return new Uint8Array(view.buffer);
}

const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};

test('UTF-8, UTF-16 and UTF-32 are recognised with and without byte order mark', () => {
  for (const text of ['{"a":"é😀"}', '[1]', '12', '"世"']) {
    const expect = JSON.parse(text);
    for (const mark of ['', '\ufeff']) {
      const encoded = {
        utf8: new TextEncoder().encode(mark + text),
        utf16le: utf16(mark + text, true),
        utf16be: utf16(mark + text, false),
        utf32le: utf32(mark + text, true),
        utf32be: utf32(mark + text, false),
      };
      for (const [name, bytes] of Object.entries(encoded)) {
        assert.deepEqual(
          parseJson(jsonToUtf8(bytes)),
          expect,
          `${name} ${mark === '' ? 'without' : 'with'} mark: ${text}`,
        );
      }
    }
  }
});

test('broken code units are refused', () => {
  for (const bytes of [
    utf16('"\ud800"', true),
    utf16('["a"]', true).subarray(0, 7),
    utf32('"a"', true).fill(0xff, 4, 8),
  ]) {
    assert.throws(() => parseJson(jsonToUtf8(bytes)), /not valid/);
  }
});

test('UTF-8 is handed on without a copy', () => {
  const bytes = new TextEncoder().encode('{"a":1}');
  assert.equal(jsonToUtf8(bytes), bytes);
});
