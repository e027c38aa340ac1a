import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { decodeRest } from './decode.ts';
import { decodeIndexRest } from './decode-index.ts';
import { encodeErrorRest } from './error-body.ts';
import { parseRoute } from './routes.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const bodyOf = (shape: string, data: string, more = ''): Uint8Array =>
  bytes(`{"inputs":[{"name":"x","shape":${shape},"datatype":"FP64","data":${data}${more}}]}`);

function refused(run: () => unknown): { readonly status: number; readonly body: string } {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof RadiantError);
    return { status: thrown.httpStatus ?? 400, body: encodeErrorRest(thrown) };
  }
  throw new Error('it was taken');
}

describe('what has not the form of a request is 422, with its place', () => {
  const CASES: readonly (readonly [name: string, body: Uint8Array, says: RegExp])[] = [
    ['NaN', bodyOf('[1]', '[NaN]'), /"json_invalid","loc":\["body",61\].*null stands for a missing number/],
    ['-Infinity', bodyOf('[1]', '[-Infinity]'), /"json_invalid","loc":\["body",62\]/],
    ['a number beyond doubles', bodyOf('[1]', '[1e400]'), /"json_invalid","loc":\["body",61\]/],
    ['NaN in parameters', bodyOf('[1]', '[1]', ',"parameters":{"a":NaN}'), /"json_invalid"/],
    ['deep lists', bytes('['.repeat(2000)), /"json_invalid"/],
    ['nothing', bytes(''), /"missing","loc":\["body"\]/],
    ['blanks', bytes('  '), /"json_invalid","loc":\["body",0\]/],
    ['a comma that nothing follows', bytes('{"é":1 , }'), /"json_invalid","loc":\["body",7\]/],
    ['null', bytes('null'), /"missing","loc":\["body"\]/],
    ['a list', bytes('[]'), /"model_attributes_type","loc":\["body"\]/],
    ['a shape of 1.5', bodyOf('[1.5]', '[1]'), /"int_from_float","loc":\["body","inputs",0,"shape",0\]/],
    ['a shape of a word', bodyOf('["a"]', '[1]'), /"int_parsing"/],
    ['a shape of null', bodyOf('[null]', '[1]'), /"int_type"/],
    ['a shape beyond 64 bits', bodyOf('[99999999999999999999]', '[1]'), /"int_parsing_size"/],
    ['headers that are a number', bodyOf('[1]', '[1]', ',"parameters":{"headers":3}'), /"dict_type".*"headers"\]/],
  ];
  for (const [name, body, says] of CASES) {
    test(name, () => {
      const { status, body: text } = refused(() => decodeRest(body));
      assert.equal(status, 422);
      assert.match(text, says);
    });
  }
});

test('sizes of a shape are read however whole numbers are written', () => {
  for (const shape of ['[1]', '[1.0]', '["1"]', '[" 1 "]', '["+1"]', '["1.0"]', '[true]', '[-1]', '["-1"]']) {
    const [input] = decodeRest(bodyOf(shape, '[7]')).inputs;
    assert.deepEqual(input?.tensor.shape, [1], shape);
  }
});

describe('a content type that does not fit is 400', () => {
  const CASES = [
    ['FP64', '[1]', 'base64', /for the datatype BYTES/],
    ['INT8', '[1]', 'datetime', /for the datatype BYTES/],
    ['BYTES', '["soon"]', 'datetime', /text 0 is no ISO date/],
    ['BYTES', '["{"]', 'hg_json', /text 0 is no JSON/],
  ] as const;
  for (const [datatype, data, type, says] of CASES) {
    test(`${type} of ${datatype} ${data}`, () => {
      const input = `{"name":"x","shape":[1],"datatype":"${datatype}","data":${data},"parameters":{"content_type":"${type}"}}`;
      const { status, body } = refused(() => decodeRest(bytes(`{"inputs":[${input}]}`)));
      assert.equal(status, 400);
      assert.match(body, says);
    });
  }
});

test('dates are ISO texts in any form, and stay as they are', () => {
  const dates = [
    '2021-08-24',
    '20210824',
    '2021-W34-2',
    '2021-08-24T15:01:19',
    '2021-08-24 15:01:19.123456+02:00',
    '20210824T1501Z',
  ];
  const input = { name: 'x', shape: [6], datatype: 'BYTES', data: dates, parameters: { content_type: 'datetime' } };
  const [decoded] = decodeRest(bytes(JSON.stringify({ inputs: [input] }))).inputs;
  assert.deepEqual([decoded?.contentType, decoded?.tensor.data], ['datetime', dates]);
});

test('a size that no data can have is 400', () => {
  assert.equal(refused(() => decodeRest(bodyOf('[9007199254740993]', '[1]'))).status, 400);
});

describe('the body of a repository index', () => {
  for (const body of ['{"ready":true}', '{"ready":"Yes"}', '{"ready":1}', '{"x":[],"ready":"on"}']) {
    test(`${body} asks for ready models only`, () => assert.equal(decodeIndexRest(bytes(body)), true));
  }
  for (const body of ['', '{}', '{"ready":false}', '{"ready":null}', '{"ready":"off"}', '{"ready":0}']) {
    test(`${body} asks for all`, () => assert.equal(decodeIndexRest(bytes(body)), false));
  }
  for (const [body, says] of [
    ['{"ready":"x"}', /"bool_parsing","loc":\["body","ready"\]/],
    ['{"ready":[]}', /"bool_type"/],
    ['[]', /"model_attributes_type"/],
    ['{', /"json_invalid"/],
  ] as const) {
    test(`${body} is refused`, () => {
      const { status, body: text } = refused(() => decodeIndexRest(bytes(body)));
      assert.equal(status, 422);
      assert.match(text, says);
    });
  }
});

test('a slash at the end of a path does not count', () => {
  for (const path of [
    '/v2',
    '/v2/models/m',
    '/v2/models/m/versions/1/ready',
    '/v2/repository/index',
    '/v2/health/live',
  ]) {
    assert.deepEqual(parseRoute(`${path}/`), parseRoute(path));
    assert.ok(parseRoute(path));
  }
  for (const path of ['/v2//', '/v2/models/', '/v2/models//', '/v2/models/m/versions/']) {
    assert.equal(parseRoute(path), undefined, path);
  }
});
