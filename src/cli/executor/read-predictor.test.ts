import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ExecutorWords, readExecutorOptions } from './executor-options.ts';
import { readPredictor } from './read-predictor.ts';

const SPEC = { name: 'main', graph: { name: 'm', type: 'MODEL' } };

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

describe('the predictor of ENGINE_PREDICTOR', () => {
  test('is the JSON behind its base64', async () => {
    assert.deepEqual((await readPredictor(undefined, 'main', { ENGINE_PREDICTOR: encode(SPEC) })).predictor, SPEC);
  });

  for (const { name, variable, expect } of [
    { name: 'is missing', variable: undefined, expect: /give --file with a SeldonDeployment, or ENGINE_PREDICTOR/ },
    { name: 'is no base64 of JSON', variable: '{"name":1}', expect: /must be the base64/ },
    { name: 'has no graph', variable: encode({ name: 'main' }), expect: /must have a name and a graph/ },
  ]) {
    test(`is refused when it ${name}`, async () => {
      const environment = variable === undefined ? {} : { ENGINE_PREDICTOR: variable };
      await assert.rejects(readPredictor(undefined, 'main', environment), { reason: 'BAD_PREDICTOR', message: expect });
    });
  }
});

describe('the predictor of a file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-executor-'));
    const deployment = {
      apiVersion: 'machinelearning.seldon.io/v1',
      kind: 'SeldonDeployment',
      metadata: { name: 'd' },
      spec: {
        protocol: 'v2',
        predictors: [
          {
            name: 'main',
            graph: { name: 'm', type: 'MODEL' },
            componentSpecs: [{ spec: { containers: [{ name: 'm', image: 'i:1' }] } }],
          },
        ],
      },
    };
    await writeFile(join(folder, 'd.yaml'), JSON.stringify(deployment));
  });
  after(() => rm(folder, { recursive: true }));

  test('is found by its name, with the protocol of its deployment', async () => {
    const { predictor, protocol } = await readPredictor(join(folder, 'd.yaml'), 'main', {});
    assert.deepEqual([predictor.graph.name, protocol], ['m', 'v2']);
  });

  test('that is not there is told with those that are', async () => {
    await assert.rejects(readPredictor(join(folder, 'd.yaml'), 'other', {}), {
      message: /no predictor other; it has main/,
    });
    await assert.rejects(readPredictor(join(folder, 'none.yaml'), 'main', {}), {
      message: /cannot be read \(ENOENT\)/,
    });
  });
});

describe('options of the executor', () => {
  const words: ExecutorWords = {
    sdep: 'd',
    namespace: 'n',
    predictor: 'p',
    host: '0.0.0.0',
    http_port: '8080',
    grpc_port: '5000',
    prometheus_path: 'prometheus',
    graceful_timeout: '1.5s',
    shutdown_delay: '250ms',
    logger_workers: '10',
    log_work_buffer_size: '10000',
  };

  test('are read as Go writes them', () => {
    const { httpPort, graceMs, shutdownDelayMs, metricsPath } = readExecutorOptions(words);
    assert.deepEqual([httpPort, graceMs, shutdownDelayMs, metricsPath], [8080, 1500, 250, '/prometheus']);
  });

  for (const [option, word] of Object.entries({
    http_port: '70000',
    graceful_timeout: '15',
    protocol: 'grpc',
    log_level: 'loud',
  })) {
    test(`refuse --${option} ${word}`, () => {
      assert.throws(() => readExecutorOptions({ ...words, [option]: word }), { message: new RegExp(`^--${option} `) });
    });
  }
});
