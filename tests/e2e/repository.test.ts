import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningRepository, startRepository } from './start-repository.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLUSTER = join(ROOT, 'examples/cluster/serialized_models/cluster_model.joblib');
const TIMEOUT_MS = 120_000;
const RELOADS = 200;

describe('radiant serve --repository', { timeout: TIMEOUT_MS }, () => {
  let folder = '';
  let server: RunningRepository;
  let url = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-repository-'));
    for (const version of ['1', '2']) {
      await mkdir(join(folder, 'numbered', version), { recursive: true });
      await cp(CLUSTER, join(folder, 'numbered', version, 'model.joblib'));
    }
    await mkdir(join(folder, 'described'));
    await cp(CLUSTER, join(folder, 'described', 'model.joblib'));
    const settings = {
      name: 'cluster',
      implementation: 'mlserver_sklearn.SKLearnModel',
      parameters: { uri: './model.joblib', version: 'v1' },
    };
    await writeFile(join(folder, 'described', 'model-settings.json'), JSON.stringify(settings));
    await mkdir(join(folder, 'broken'));
    await writeFile(join(folder, 'broken', 'model.joblib'), 'this is no model');
    server = await startRepository(folder);
    url = server.url;
  });

  after(async () => {
    assert.equal(await server.stop(), 0);
    await rm(folder, { recursive: true });
  });

  async function post(path: string, body: unknown): Promise<{ status: number; body: string }> {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.text() };
  }

  const INFER = { inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP64', data: [1, 2] }] };

  test('lists every version, and the model that cannot be served with the reason', async () => {
    const index = JSON.parse((await post('/v2/repository/index', {})).body) as {
      name: string;
      version?: string;
      state: string;
      reason: string;
    }[];
    assert.deepEqual(
      index.map(({ name, version, state }) => [name, version ?? '', state]),
      [
        ['broken', '', 'UNAVAILABLE'],
        ['cluster', 'v1', 'READY'],
        ['numbered', '1', 'READY'],
        ['numbered', '2', 'READY'],
      ],
    );
    assert.notEqual(index[0]?.reason, '');
  });

  for (const [name, path, body, expect] of [
    ['V2', '/v2/models/numbered/infer', INFER, /"model_version":"2".*"data":\[[01]\]/],
    ['V2 of a version', '/v2/models/numbered/versions/1/infer', INFER, /"model_version":"1"/],
    ['Seldon', '/models/cluster/api/v1.0/predictions', { data: { ndarray: [[1, 2]] } }, /"ndarray":\[[01]\]/],
    ['TensorFlow', '/v1/models/numbered/versions/1:predict', { instances: [[1, 2]] }, /"predictions": ?\[[01]\]/],
  ] as const) {
    test(`answers in the protocol ${name}`, async () => {
      const answer = await post(path, body);
      assert.equal(answer.status, 200, answer.body);
      assert.match(answer.body, expect);
    });
  }

  test('answers as docs/guide/repository.md says', async () => {
    const page = await readFile(join(ROOT, 'docs/guide/repository.md'), 'utf8');
    const [, ask = '', expected = ''] =
      /<!-- test: ask -->\n```console\n([\s\S]*?)```[\s\S]*?<!-- test: answer -->\n```json\n([\s\S]*?)```/.exec(page) ??
      [];
    const path = /127\.0\.0\.1:9000(\S+)/.exec(ask)?.[1] ?? '';
    const { body } = await post(path, JSON.parse(/ -d '([^']*)'/.exec(ask)?.[1] ?? ''));
    assert.equal(body.trim(), expected.trim());
  });

  test(`no request fails while a model is replaced ${RELOADS} times`, async () => {
    let isOver = false;
    const failures: string[] = [];
    let answered = 0;
    const callers = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { status, body } = await post('/v2/models/cluster/infer', INFER);
        if (status === 200) answered++;
        else failures.push(`${status} ${body}`);
      }
    });
    for (let i = 0; i < RELOADS; i++) {
      await utimes(join(folder, 'described', 'model.joblib'), new Date(), new Date(1e12 + i * 1000));
      const { status, body } = await post('/v2/repository/models/cluster/load', {});
      assert.equal(status, 200, body);
    }
    isOver = true;
    await Promise.all(callers);
    assert.deepEqual(failures, []);
    assert.ok(answered > 0);
  });
});
