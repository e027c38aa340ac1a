import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EXAMPLES, type OpenedLocal, openLocal } from './open-local.ts';
import { ECHO } from './run-radiant.ts';
import { writeDeployment } from './write-deployment.ts';

const ROW = [5.1, 3.5, 1.4, 0.2];

async function post(url: string, body: unknown): Promise<{ readonly status: number; readonly json: unknown }> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
}

describe('below the path of a deployment', { timeout: 180_000 }, () => {
  let local: OpenedLocal;
  let folder = '';
  let root = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-ingress-'));
    const iris = await readFile(join(EXAMPLES, 'iris.yaml'), 'utf8');
    const [before = '', after = ''] = iris.split('  name: sklearn\n');
    const spec = after.replace('spec:\n', 'spec:\n  protocol: v2\n').replace('models/', `${EXAMPLES}models/`);
    await writeFile(join(folder, 'v2.yaml'), `${before}  name: v2\n${spec}`);
    const asleep = writeDeployment('asleep', [{ name: 'a', value: 1 }]).replace('spec:\n', 'spec:\n  replicas: 0\n');
    await writeFile(join(folder, 'asleep.yaml'), asleep);
    local = await openLocal(['v2.yaml', 'asleep.yaml'], { cwd: folder, classes: [`echo=${ECHO}`] });
    root = `http://127.0.0.1:${local.port}/seldon/default`;
  });
  after(async () => {
    await local.close();
    await rm(folder, { recursive: true });
  });

  const paths = [
    {
      path: '/v2/models/classifier/infer',
      body: { inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 4], data: ROW }] },
      has: 'outputs',
    },
    { path: '/v1/models/classifier:predict', body: { instances: [ROW] }, has: 'predictions' },
    { path: '/api/v1.0/predictions', body: { data: { ndarray: [ROW] } }, has: 'data' },
  ];
  for (const { path, body, has } of paths) {
    test(`${path} answers in its protocol`, async () => {
      const { status, json } = await post(`${root}/v2${path}`, body);
      assert.equal(status, 200, JSON.stringify(json));
      assert.ok(has in (json as object), JSON.stringify(json));
    });
  }

  test('a deployment without replicas says so, with 503', async () => {
    const { status, json } = await post(`${root}/asleep/api/v1.0/predictions`, { data: { ndarray: [[1]] } });
    assert.equal(status, 503);
    assert.match(JSON.stringify(json), /default\/asleep has 0 replicas: scale it up/);
  });
});
