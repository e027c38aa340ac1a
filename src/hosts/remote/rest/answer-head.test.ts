import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnswerHead, parseAnswerHead } from './answer-head.ts';

const PLAIN: AnswerHead = {
  status: 200,
  contentType: undefined,
  contentEncoding: undefined,
  jsonLength: undefined,
  location: undefined,
  bodyBytes: undefined,
  isChunked: false,
  staysOpen: true,
  keepAliveMs: undefined,
};

const GOOD: readonly { name: string; given: string; expect: Partial<AnswerHead> }[] = [
  { name: 'a status line alone', given: 'HTTP/1.1 204 No Content', expect: { status: 204 } },
  { name: 'a status without words', given: 'HTTP/1.1 503', expect: { status: 503 } },
  {
    name: 'what Node sends',
    given:
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\nDate: x\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5',
    expect: { contentType: 'application/json', bodyBytes: 27, keepAliveMs: 5000 },
  },
  { name: 'a body in chunks', given: 'HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked', expect: { isChunked: true } },
  {
    name: 'an answer that ends the connection',
    given: 'HTTP/1.1 200 OK\r\nconnection: x, Close',
    expect: { staysOpen: false },
  },
  { name: 'HTTP/1.0, which ends the connection', given: 'HTTP/1.0 200 OK', expect: { staysOpen: false } },
  { name: 'HTTP/1.0 that keeps it', given: 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive', expect: { staysOpen: true } },
  {
    name: 'the other headers that matter',
    given:
      'HTTP/1.1 302 Found\r\nLocation: /a:b\r\nContent-Encoding:gzip\r\nInference-Header-Content-Length:  7 \r\nContent-Length: 1\r\nContent-Length: 1',
    expect: { status: 302, location: '/a:b', contentEncoding: 'gzip', jsonLength: '7', bodyBytes: 1 },
  },
];

for (const { name, given, expect } of GOOD) {
  test(`the head of an answer may be ${name}`, () => assert.deepEqual(parseAnswerHead(given), { ...PLAIN, ...expect }));
}

const LINE = 'HTTP/1.1 200 OK\r\n';
const BAD: Readonly<Record<string, string>> = {
  'another protocol': 'SSH-2.0-OpenSSH',
  'another version': 'HTTP/2 200 OK',
  'a status of two digits': 'HTTP/1.1 20 OK',
  'a status below 100': 'HTTP/1.1 099 OK',
  'a line without a colon': `${LINE}Content-Type`,
  'a line without a name': `${LINE}: x`,
  'a space before the colon': `${LINE}Content-Length : 1`,
  'a line that goes on in the next': `${LINE}A: b\r\n c: d`,
  'a line feed alone': `${LINE}A: b\nContent-Length: 5`,
  'a carriage return alone': `${LINE}A: b\rContent-Length: 5`,
  'a zero byte': `${LINE}A: b\0`,
  'two lengths': `${LINE}Content-Length: 1\r\nContent-Length: 2`,
  'a length with a sign': `${LINE}Content-Length: +1`,
  'a length that is no number': `${LINE}Content-Length: 0x10`,
  'a length beyond all numbers': `${LINE}Content-Length: 99999999999999999999`,
  'a length and chunks': `${LINE}Content-Length: 1\r\nTransfer-Encoding: chunked`,
  'another transfer encoding': `${LINE}Transfer-Encoding: gzip, chunked`,
};

for (const [name, given] of Object.entries(BAD)) {
  test(`the head of an answer is refused with ${name}`, () => assert.equal(parseAnswerHead(given), undefined));
}
