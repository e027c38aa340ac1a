import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  parseAnnotations,
  parseBoolean,
  parseCount,
  readAnnotations,
  readEnvironment,
  readUnitSettings,
} from './index.ts';

for (const [text, expect] of [
  ['1', true],
  ['true', true],
  [' T ', true],
  ['TRUE', true],
  ['yes', false],
  ['0', false],
  ['', false],
] as const) {
  test(`parseBoolean takes ${JSON.stringify(text)} for ${expect}`, () => {
    assert.equal(parseBoolean(text, !expect), expect);
  });
}

test('parseBoolean gives the fallback where there is nothing', () => {
  assert.equal(parseBoolean(undefined, true), true);
  assert.equal(parseBoolean(undefined, false), false);
});

for (const [text, expect] of [
  ['0', 0],
  [' +12 ', 12],
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', undefined],
  ['-1', undefined],
  ['1.0', undefined],
  ['1e3', undefined],
  ['', undefined],
] as const) {
  test(`parseCount reads ${JSON.stringify(text)} as ${expect}`, () => {
    assert.equal(parseCount(text), expect);
  });
}

test('parseAnnotations reads what the downward API writes', () => {
  const text = 'a="1"\nseldon.io/rest-timeout="2000"\n\nnot a pair\nquoted="say \\"hi\\"\\n"\nodd="\\a"\nbare = x \n';
  assert.deepEqual(Object.fromEntries(parseAnnotations(text)), {
    a: '1',
    'seldon.io/rest-timeout': '2000',
    quoted: 'say "hi"\n',
    odd: '\\a',
    bare: 'x',
  });
});

test('readAnnotations takes a missing file for an empty one, and names what it cannot use', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-annotations-'));
  t.after(() => rm(folder, { recursive: true }));
  assert.deepEqual(await readAnnotations(join(folder, 'nothing')), {
    restTimeoutMs: undefined,
    grpcTimeoutMs: undefined,
    maxMessageBytes: undefined,
    problems: [],
  });
  const path = join(folder, 'annotations');
  await writeFile(
    path,
    'seldon.io/rest-timeout="0"\nseldon.io/grpc-max-message-size="1024"\nseldon.io/grpc-timeout="7"\n',
  );
  const read = await readAnnotations(path);
  assert.equal(read.restTimeoutMs, undefined);
  assert.equal(read.maxMessageBytes, 1024);
  assert.equal(read.grpcTimeoutMs, 7);
  assert.match(read.problems[0] ?? '', /rest-timeout is ignored: "0"/);
  assert.match((await readAnnotations(folder)).problems[0] ?? '', /cannot be read \(EISDIR\)/);
});

test('readUnitSettings has Seldon defaults, and takes empty variables for none', () => {
  const expect = {
    unitId: undefined,
    image: undefined,
    predictorId: undefined,
    deploymentId: undefined,
    predictorVersion: undefined,
    metricsPath: '/metrics',
    modelMetadata: undefined,
    metricsInAnswer: true,
    passthrough: false,
    rewardMetrics: true,
    json: { sortKeys: true, asciiOnly: true, indent: false },
  };
  assert.deepEqual(readUnitSettings({}), expect);
  assert.deepEqual(readUnitSettings({ PREDICTIVE_UNIT_ID: '', MODEL_METADATA: '', PREDICTOR_LABELS: '' }), expect);
});

test('readUnitSettings reads every variable', () => {
  const settings = readUnitSettings({
    PREDICTIVE_UNIT_ID: 'unit',
    PREDICTIVE_UNIT_IMAGE: 'image:1',
    PREDICTOR_ID: 'main',
    SELDON_DEPLOYMENT_ID: 'iris',
    PREDICTOR_LABELS: '{"version": "v2"}',
    PREDICTIVE_UNIT_METRICS_ENDPOINT: 'prometheus',
    MODEL_METADATA: 'name: x',
    INCLUDE_METRICS_IN_CLIENT_RESPONSE: 'false',
    PAYLOAD_PASSTHROUGH: 'true',
    SELDON_EXECUTOR_ENABLED: 'false',
    FLASK_JSON_SORT_KEYS: 'false',
    FLASK_JSON_AS_ASCII: '0',
    FLASK_JSONIFY_PRETTYPRINT_REGULAR: '1',
  });
  assert.deepEqual(settings, {
    unitId: 'unit',
    image: 'image:1',
    predictorId: 'main',
    deploymentId: 'iris',
    predictorVersion: 'v2',
    metricsPath: '/prometheus',
    modelMetadata: 'name: x',
    metricsInAnswer: false,
    passthrough: true,
    rewardMetrics: false,
    json: { sortKeys: false, asciiOnly: false, indent: true },
  });
});

for (const labels of ['[]', 'null', '{', '"v1"']) {
  test(`readUnitSettings refuses the predictor labels ${labels} and shows what they should be`, () => {
    assert.throws(() => readUnitSettings({ PREDICTOR_LABELS: labels }), {
      reason: 'BAD_ENVIRONMENT',
      message: /PREDICTOR_LABELS must be a JSON object such as/,
    });
  });
}

test('readEnvironment gives a copy: what a process does later does not change it', () => {
  const environment = readEnvironment();
  assert.notEqual(environment, process.env);
  assert.equal(environment.PATH, process.env.PATH);
});
