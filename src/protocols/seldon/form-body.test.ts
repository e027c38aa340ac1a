import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { readMessageBody, SELDON_ROUTES } from './index.ts';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=B';

const read = (type: string | undefined, query: string, body: string | Uint8Array): string =>
  Buffer.from(readMessageBody(type, query, Buffer.from(body as string))).toString();

function multipart(...parts: [header: string, content: string][]): string {
  const texts = parts.map(
    ([header, content]) => `--B\r\nContent-Disposition: form-data; ${header}\r\n\r\n${content}\r\n`,
  );
  return `${texts.join('')}--B--\r\n`;
}

test('a form field, then a query parameter, then a JSON body is the message', () => {
  const cases: [string | undefined, string, string, string][] = [
    ['application/json', '', '{"a":1}', '{"a":1}'],
    ['Application/JSON; charset=latin-1', '', '{"a":1}', '{"a":1}'],
    ['application/vnd.x+json', '', '{"a":1}', '{"a":1}'],
    ['application/json, text/plain', '', '{"a":1}', '{"a":1}'],
    [' application/json , x', '', '{"a":1}', '{"a":1}'],
    ['application/a+json text', '', '{"a":1}', '{"a":1}'],
    ['application/json', '', '\ufeff{"a":1}', '{"a":1}'],
    ['application/json', '?json=%7B%22q%22%3A1%7D', '{"a":1}', '{"q":1}'],
    ['application/json', 'json=', '{"a":1}', '{"a":1}'],
    ['application/json', 'x=1', '{"a":1}', '{"a":1}'],
    [undefined, 'json={"q":"a+b%20c"}', '', '{"q":"a b c"}'],
    [FORM, '', 'json=%7B%22f%22%3A%22%C3%A9%22%7D', '{"f":"é"}'],
    [FORM, '', 'json={"f":1}&json={"f":2}', '{"f":1}'],
    [`${FORM}; charset=utf-8`, 'json={"q":1}', 'x=1&json={"f":1}', '{"f":1}'],
    [FORM, 'json={"q":1}', 'x=1', '{"q":1}'],
  ];
  for (const [type, query, body, expect] of cases) assert.equal(read(type, query, body), expect, `${type} ${query}`);
});

test('a request without JSON is refused in the words of Seldon', () => {
  const cases: [string | undefined, string, string][] = [
    ['application/json', '', ''],
    [undefined, '', '{"a":1}'],
    ['text/json', '', '{"a":1}'],
    ['text/plain, application/json', '', '{"a":1}'],
    ['application/x,y+json', '', '{"a":1}'],
    ['application/json/x', '', '{"a":1}'],
    ['application/octet-stream', '', '{"a":1}'],
    [FORM, '', 'json='],
    [FORM, '', '{"a":1}'],
  ];
  for (const [type, query, body] of cases) {
    assert.throws(() => read(type, query, body), /Can't find JSON in data$/, `${type} ${query} ${body}`);
  }
  for (const [type, query, body, field] of [
    [FORM, '', 'json={bad', 'form field json'],
    [undefined, 'json={bad', '', 'query parameter json'],
    [MULTIPART, '', multipart(['name="jsonData"', '{bad']), 'multipart field jsonData'],
    [MULTIPART, '', multipart(['name="binData"', 'aGVsbG8=']), 'multipart field binData'],
  ] as const) {
    assert.throws(
      () => read(type, query, body),
      (error) => error instanceof RadiantError && error.code === 'INVALID_ARGUMENT' && error.message.startsWith(field),
    );
  }
});

test('the parts of a multipart form become the members of a message', () => {
  const cases: [string, string][] = [
    [multipart(['name="strData"', ' plain\r\ntext ']), '{"strData":" plain\\r\\ntext "}'],
    [multipart(['name="strData"; filename="a.txt"', 'from file']), '{"strData":"from file"}'],
    [
      multipart(['name="binData"; filename="a.bin"\r\nContent-Type: application/octet-stream', 'raw']),
      '{"binData":"cmF3"}',
    ],
    [
      multipart(['name="jsonData"', '{"a":[1,2.5]}'], ['name="meta"', '{"puid":"p"}']),
      '{"jsonData":{"a":[1,2.5]},"meta":{"puid":"p"}}',
    ],
    [multipart(['name="jsonData"; filename="j"', '{"a":1}']), '{"jsonData":"{\\"a\\":1}"}'],
    [
      multipart(['name="strData"', 'x'], ['name="strData"', 'y'], ['name="strData"; filename="f"', 'z']),
      '{"strData":"z"}',
    ],
    [multipart(['name=strData', 'x']), '{"strData":"x"}'],
    [multipart(['name="strData"', 'x\r\n--Bx']), '{"strData":"x\\r\\n--Bx"}'],
    [`preamble\r\n${multipart(['name="strData"', ''])}epilogue`, '{"strData":""}'],
    ['--B\nContent-Disposition: form-data; name="strData"\n\nabc\n--B--\n', '{"strData":"abc"}'],
    [multipart(['filename="x"', 'no name']), '{}'],
    ['--B--\r\n', '{}'],
    ['nothing', '{}'],
  ];
  for (const [body, expect] of cases) {
    assert.equal(read(MULTIPART, '', body), expect);
    assert.equal(read('Multipart/Form-Data; charset=utf-8; boundary="B"', '', body), expect);
  }
  assert.equal(read('multipart/form-data', '', multipart(['name="strData"', 'x'])), '{}');
});

test('multipart bodies that are cut, broken or have very many parts are refused', () => {
  const whole = multipart(['name="strData"', 'abc']);
  assert.throws(() => read(MULTIPART, '', whole.slice(0, -8)), /ends before/);
  assert.throws(
    () => read(MULTIPART, '', multipart(...Array<[string, string]>(1001).fill(['name="a"', '1']))),
    /1000 parts/,
  );
  assert.throws(
    () => read(MULTIPART, '', multipart([`name="${'a'.repeat(20_000)}"`, '1'])),
    /headers that are too long/,
  );
  const binary = Buffer.concat([
    Buffer.from('--B\r\nContent-Disposition: form-data; name="strData"\r\n\r\n'),
    Buffer.from([0xff]),
    Buffer.from('\r\n--B--'),
  ]);
  assert.throws(() => read(MULTIPART, '', binary), /strData is not valid UTF-8/);
});

test('every path of a Seldon microservice has its route', () => {
  assert.deepEqual(SELDON_ROUTES['/predict'], { methods: ['GET', 'POST'], target: 'predict' });
  assert.deepEqual(SELDON_ROUTES['/api/v1.0/predictions'], { methods: ['POST'], target: 'predict' });
  assert.deepEqual(SELDON_ROUTES['/health/status']?.target, 'healthStatus');
  assert.equal(Object.keys(SELDON_ROUTES).length, 16);
});
