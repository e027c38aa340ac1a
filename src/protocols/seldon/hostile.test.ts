import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../base/index.ts';
import { listToTensor, type Outcome, type Verb } from '../../payload/index.ts';
import { decodeRest, decodeRestRaw, encodeErrorRest, encodeRest, readMessageBody } from './index.ts';

const VERBS: readonly Verb[] = ['predict', 'transformInput', 'route', 'aggregate', 'sendFeedback'];
const OPTIONS = { unitName: 'unit', unitImage: 'image:1', includeMetrics: true, jsonAsAscii: true };

const files = ['microservice-payloads.json', 'microservice-units.json', 'microservice-tftensor.json'];
const BODIES = files.flatMap((file) => {
  const text = readFileSync(new URL(`../../../tests/golden/${file}`, import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { cases: { request: { body?: string } }[] };
  return cases.flatMap(({ request }) => (request.body === undefined || request.body === '' ? [] : [request.body]));
});

/** Decodes, echoes and encodes; whatever the bytes are there is an answer, and it is JSON. Gives its status. */
function exchange(verb: Verb, body: Uint8Array): number {
  try {
    const request = decodeRest(verb, body, { unitName: 'unit' });
    for (const { payload } of request.inputs) if (payload.kind === 'list') listToTensor(payload.json);
    const payload = request.inputs[0]?.payload;
    if (payload === undefined) return 200;
    const outcome: Outcome = { payload, tags: { own: 1 } };
    const answer = encodeRest(verb, request, outcome, OPTIONS);
    JSON.parse(String(answer.body));
    return answer.status;
  } catch (thrown) {
    assert.ok(thrown instanceof RadiantError, String((thrown as Error).stack));
    const answer = encodeErrorRest(thrown);
    assert.equal(JSON.parse(String(answer.body)).status.code, -1);
    // What an echo returns may be a value that no answer can hold: the fault of the component, not found before.
    if (answer.status !== 400) assert.match(thrown.message, /the answer is no array|empty lists only/);
    return answer.status;
  }
}

test('bodies with changed, cut and doubled bytes are answered or refused with 400', () => {
  const mutated = fc
    .tuple(
      fc.constantFrom(...BODIES),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      fc.nat(),
      fc.boolean(),
    )
    .map(([text, changes, cut, isCut]) => {
      const bytes = Buffer.from(text);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return isCut ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
    });
  fc.assert(
    fc.property(fc.constantFrom(...VERBS), mutated, (verb, body) => {
      exchange(verb, body);
    }),
    { numRuns: 5000 },
  );
});

test('any JSON value is answered or refused with 400', () => {
  const word = fc.constantFrom(
    'data',
    'ndarray',
    'tensor',
    'tftensor',
    'shape',
    'values',
    'names',
    'meta',
    'tags',
    'puid',
    'jsonData',
    'strData',
    'binData',
    'request',
    'response',
    'reward',
    'truth',
    'seldonMessages',
    'routing',
    'requestPath',
    'metrics',
    'dtype',
    'tensorShape',
    '__proto__',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: 'large' },
      fc.constantFrom(null, true, 0, -1, 1.5, 'x', 'DT_FLOAT', 'NaN', '', 1e300),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...VERBS), value, (verb, given) => {
      exchange(verb, Buffer.from(JSON.stringify(given)));
    }),
    { numRuns: 5000 },
  );
});

test('random bytes as multipart, form, query and body are read or refused with 400', () => {
  const type = fc.constantFrom(
    undefined,
    'application/json',
    'multipart/form-data; boundary=b',
    'application/x-www-form-urlencoded',
    '',
    ';',
    'multipart/form-data; boundary="',
  );
  const piece = fc.constantFrom(
    '--b',
    '\r\n',
    '--',
    'Content-Disposition: form-data; name="strData"',
    '; filename="x"',
    '\r\n\r\n',
    '{"a":1}',
    'json=',
    '%',
    '\u0000',
    'é',
  );
  const body = fc.oneof(
    fc.uint8Array(),
    fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''))),
  );
  fc.assert(
    fc.property(type, fc.oneof(fc.string(), fc.constant('json={"strData":"a"}')), body, (contentType, query, bytes) => {
      try {
        exchange('predict', readMessageBody(contentType, query, bytes));
      } catch (thrown) {
        assert.ok(thrown instanceof RadiantError && thrown.reason === 'MICROSERVICE_BAD_DATA', String(thrown));
      }
    }),
    { numRuns: 5000 },
  );
});

test('bodies that are deep, long or pretend to be large end quickly with 400', () => {
  const cases: [Verb, string][] = [
    ['predict', `{"data":{"ndarray":${'['.repeat(100_000)}`],
    ['predict', `{"data":{"ndarray":${'['.repeat(40)}1${']'.repeat(40)}}}`],
    ['predict', '['.repeat(100_000)],
    ['predict', '{"meta":'.repeat(100_000)],
    ['predict', '{"data":{"tensor":{"shape":[0,999999999],"values":[]}}}'],
    ['predict', '{"data":{"tensor":{"shape":[65536,65536,0],"values":[]}}}'],
    ['predict', '{"data":{"tensor":{"shape":[1e300,1e300],"values":[1]}}}'],
    ['predict', `{"data":{"tensor":{"shape":[${'1,'.repeat(100)}1],"values":[1]}}}`],
    [
      'predict',
      '{"data":{"tftensor":{"dtype":"DT_FLOAT","tensorShape":{"dim":[{"size":"99999999999"}]},"floatVal":[1]}}}',
    ],
    ['predict', '{"data":{"tftensor":{"dtype":"DT_FLOAT","tensorShape":{"dim":[{"size":"-4"}]},"floatVal":[1]}}}'],
    ['predict', '{"data":{"tftensor":{"dtype":"DT_BOOL","tensorShape":{"dim":[{"size":"0"},{"size":"9999999"}]}}}}'],
    ['sendFeedback', `{"request":{"jsonData":${'['.repeat(300)}${']'.repeat(300)}}}`],
    ['sendFeedback', '{"truth":{"data":{"tensor":{"shape":[2000000000,2000000000],"values":[1]}}}}'],
    ['aggregate', `[${'['.repeat(100_000)}`],
  ];
  for (const [verb, body] of cases) assert.equal(exchange(verb, Buffer.from(body)), 400, body.slice(0, 80));
});

test('a raw hook gets any JSON value but null', () => {
  for (const body of ['[1,2]', '5', '"x"', '{"anything":{"goes":[1.5,null]}}', 'true', ' {} ']) {
    const { inputs } = decodeRestRaw('predict', Buffer.from(body));
    assert.deepEqual(inputs[0]?.payload, { kind: 'message', encoding: 'json', bytes: Buffer.from(body) });
  }
  for (const body of ['', 'null', ' null ', '{', '[1,]', 'nul']) {
    assert.throws(() => decodeRestRaw('predict', Buffer.from(body)), /Can't find JSON in data/, body);
  }
});
