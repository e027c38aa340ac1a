import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../../base/index.ts';
import { AnswerReader, type Progress } from './answer-reader.ts';

const MAX_BYTES = 1000;

/** Reads an answer that comes in pieces, from memory that is used again. */
function read(pieces: readonly string[], ends = false): { progress: Progress; reader: AnswerReader } {
  const reader = new AnswerReader('clf', MAX_BYTES);
  const memory = Buffer.alloc(8192);
  let progress: Progress = 'more';
  for (const piece of pieces) {
    memory.fill(0x21);
    progress = reader.take(memory, memory.write(piece, 'latin1'));
    if (progress !== 'more') return { progress, reader };
  }
  return { progress: ends ? reader.end() : progress, reader };
}

const BODY = 'hello world';
const ANSWERS: Readonly<Record<string, string>> = {
  'with a length': `HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n${BODY}`,
  'in chunks':
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n006 \r\n world\r\n0\r\nX: y\r\n\r\n',
  'behind answers before it': `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n${BODY}`,
};

for (const [name, text] of Object.entries(ANSWERS)) {
  test(`an answer ${name} is read from whatever pieces it comes in`, () => {
    const cuts = fc.array(fc.nat(text.length), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (at) => {
        const marks = [0, ...at.sort((a, b) => a - b), text.length];
        const pieces = marks.slice(1).map((mark, i) => text.slice(marks[i], mark));
        const { progress, reader } = read(pieces.filter((piece) => piece !== ''));
        assert.equal(progress, 'done');
        assert.equal(reader.body.toString(), BODY);
        assert.equal(reader.hasMore, false);
      }),
    );
  });
}

describe('an answer', () => {
  test('without a length ends with its connection', () => {
    const { progress, reader } = read(['HTTP/1.1 200 OK\r\n\r\nhello', ' world'], true);
    assert.equal(progress, 'done');
    assert.equal(reader.body.toString(), BODY);
  });

  test('204 has no body, whatever it says', () => {
    const { progress, reader } = read(['HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n']);
    assert.equal(progress, 'done');
    assert.equal(reader.body.length, 0);
  });

  test('with more behind it tells so', () => {
    assert.equal(read(['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab']).reader.hasMore, true);
  });
});

const chunked = (body: string): string => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const BROKEN: readonly { name: string; pieces: readonly string[]; ends?: boolean; expect: RegExp }[] = [
  { name: 'something else', pieces: ['SSH-2.0'], expect: /not HTTP/ },
  { name: 'something else byte by byte', pieces: ['S', 'S'], expect: /not HTTP/ },
  {
    name: 'a head without end',
    pieces: Array.from({ length: 12 }, (_, i) => (i === 0 ? 'HTTP/1.1 200 OK\r\n' : `A: ${'x'.repeat(7000)}\r\n`)),
    expect: /not HTTP/,
  },
  { name: 'another protocol than asked for', pieces: ['HTTP/1.1 101 Switching Protocols\r\n\r\n'], expect: /not HTTP/ },
  {
    name: 'a length that is too large',
    pieces: ['HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n'],
    expect: /more than 1000 bytes/,
  },
  {
    name: 'too much without a length',
    pieces: ['HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(1001)],
    expect: /more than 1000 bytes/,
  },
  { name: 'too much in chunks', pieces: [chunked(`3e9\r\n${'x'.repeat(1001)}`)], expect: /more than 1000 bytes/ },
  { name: 'a chunk without a size', pieces: [chunked('\r\nab\r\n')], expect: /not HTTP/ },
  { name: 'a chunk with a size that is no number', pieces: [chunked('-1\r\n')], expect: /not HTTP/ },
  { name: 'a chunk with an endless size', pieces: [chunked('f'.repeat(5000))], expect: /not HTTP/ },
  { name: 'a chunk that is longer than it says', pieces: [chunked('1\r\nabc\r\n')], expect: /not HTTP/ },
  { name: 'a size line that ends in a line feed alone', pieces: [chunked('1\nab\r\n')], expect: /not HTTP/ },
  {
    name: 'half a body',
    pieces: ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab'],
    ends: true,
    expect: /middle of its answer/,
  },
  { name: 'half a chunk', pieces: [chunked('5\r\nab')], ends: true, expect: /middle of its answer/ },
  { name: 'half a head', pieces: ['HTTP/1.1 2'], ends: true, expect: /middle of its answer/ },
  { name: 'nothing', pieces: [], ends: true, expect: /closed the connection/ },
];

for (const { name, pieces, ends = false, expect } of BROKEN) {
  test(`a node that sends ${name} is a clear error`, () => {
    const { progress } = read(pieces, ends);
    assert.ok(progress instanceof RadiantError, String(progress));
    assert.match(progress.message, expect);
  });
}

test('no bytes make it throw', () => {
  const start = fc.constantFrom('', 'HTTP/1.1 200 OK\r\n', chunked(''), 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n');
  fc.assert(
    fc.property(start, fc.array(fc.string({ unit: 'binary-ascii', maxLength: 40 })), (head, pieces) => {
      read(
        [head, ...pieces].filter((piece) => piece !== ''),
        true,
      );
    }),
  );
});
