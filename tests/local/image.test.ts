import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLocal } from './open-local.ts';

const FIXTURES = fileURLToPath(new URL('../../src/hosts/container/fixtures/', import.meta.url));
const LOGIN = '{"auths":{"registry.example":{"auth":"c2VjcmV0"}}}';

test("a deployment's image runs with its secrets where there is an engine", { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-image-'));
  t.after(() => rm(folder, { recursive: true, maxRetries: 5 }));
  await symlink(join(FIXTURES, 'docker.mjs'), join(folder, 'docker'));
  await writeFile(
    join(folder, 'image.yaml'),
    `apiVersion: v1
kind: Secret
metadata: {name: words}
stringData: {word: hush}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {.dockerconfigjson: '${LOGIN}'}
---
apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: image}
spec:
  predictors:
  - name: default
    graph: {name: clf, type: MODEL}
    componentSpecs:
    - spec:
        imagePullSecrets: [{name: login}]
        containers:
        - name: clf
          image: ${join(FIXTURES, 'image-model.mjs')}
          env: [{name: SECRET_WORD, valueFrom: {secretKeyRef: {name: words, key: word}}}]
`,
  );
  const environment = { PATH: [folder, process.env.PATH].join(delimiter), FAKE_DOCKER_FOLDER: folder };
  const local = await openLocal(['image.yaml'], { cwd: folder, environment });
  try {
    const answer = await fetch(`http://127.0.0.1:${local.port}/seldon/default/image/api/v1.0/predictions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"data":{"ndarray":[[1]]}}',
    });
    assert.match(await answer.text(), /hush clf/);
    assert.equal(await readFile(join(folder, 'login'), 'utf8'), LOGIN);
  } finally {
    await local.close();
  }
});
