import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeCommand, ReplyReader } from './resp.ts';

const WHOLE = '+OK\r\n-ERR no\r\n:42\r\n$5\r\nä\r\nb\r\n$-1\r\n*3\r\n$1\r\n0\r\n*1\r\n:1\r\n*-1\r\n*0\r\n';
const REPLIES = ['OK', { failure: 'ERR no' }, 42, 'ä\r\nb', null, ['0', [1], null], []];

describe('replies of Redis', () => {
  test('are the same however they are cut', () => {
    const bytes = Buffer.from(WHOLE);
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new ReplyReader();
      const replies: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) replies.push(...reader.read(bytes.subarray(at, at + size)));
      assert.deepEqual(replies, REPLIES);
    }
  });

  for (const { name, text } of [
    { name: 'another protocol', text: 'HTTP/1.1 200 OK\r\n' },
    { name: 'a text of 2 GB', text: '$2147483647\r\n' },
    { name: 'a length that is no number', text: '*x\r\n' },
    { name: 'deep nesting', text: '*1\r\n'.repeat(50) },
    { name: 'a line without its end', text: '+OK\n' },
    { name: 'a line of over 1 MiB', text: `+${'a'.repeat(1 << 21)}` },
  ]) {
    test(`are refused: ${name}`, () => {
      assert.throws(() => new ReplyReader().read(Buffer.from(text)), Error);
    });
  }
});

test('a command counts bytes, not letters', () => {
  assert.equal(encodeCommand(['GET', 'ä']), '*2\r\n$3\r\nGET\r\n$2\r\nä\r\n');
});
