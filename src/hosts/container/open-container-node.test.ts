import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../base/index.ts';
import type { RemoteNode } from '../../graph/index.ts';
import { findEngine } from './container-engine.ts';
import type { ContainerNodeOptions } from './container-node-options.ts';
import { openContainerNode } from './open-container-node.ts';

const DOCKER = fileURLToPath(new URL('fixtures/docker.mjs', import.meta.url));
const IMAGE = fileURLToPath(new URL('fixtures/image-model.mjs', import.meta.url));
const LOGIN = '{"auths":{"registry.example":{"auth":"c2VjcmV0"}}}';

describe('a node that is an image', { timeout: 240_000 }, () => {
  let folder = '';
  let environment: Record<string, string> = {};
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const log: Log = { debug: say, info: say, warning: say, error: say, child: () => log };

  beforeEach(async () => {
    lines.length = 0;
    folder = await mkdtemp(join(tmpdir(), 'radiant-docker-'));
    await symlink(DOCKER, join(folder, 'docker'));
    // Node itself must be found, and no other docker.
    environment = { PATH: [folder, dirname(process.execPath)].join(delimiter), FAKE_DOCKER_FOLDER: folder };
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }));

  async function open(more: Partial<ContainerNodeOptions> = {}): Promise<RemoteNode> {
    const engine = await findEngine(environment);
    assert.ok(engine !== undefined);
    return await openContainerNode({
      engine,
      name: 'clf',
      image: IMAGE,
      place: 'spec.predictors[0].componentSpecs[0].spec.containers[0].image',
      replicas: 1,
      door: 'rest',
      missingLogins: [],
      command: [],
      args: [],
      env: {
        PREDICTIVE_UNIT_HTTP_SERVICE_PORT: '9000',
        PREDICTIVE_UNIT_GRPC_SERVICE_PORT: '9500',
        PREDICTIVE_UNIT_ID: 'clf',
        SECRET_WORD: 'hush',
      },
      httpPort: 9000,
      grpcPort: 9500,
      volumes: new Map(),
      pullPolicy: 'IfNotPresent',
      logins: [],
      protocol: 'seldon',
      observe: () => {},
      startTimeoutMs: 60_000,
      log,
      signal: new AbortController().signal,
      ...more,
    });
  }

  async function ask(node: RemoteNode): Promise<string> {
    const answer = await node.send({
      verb: 'predict',
      message: {
        protocol: 'seldon',
        encoding: 'json',
        bytes: Buffer.from('{"data":{"ndarray":[[1]]}}'),
        contentType: 'application/json',
      },
      encoding: 'json',
      headers: [],
      modelName: undefined,
      deadlineMs: undefined,
      signal: undefined,
    });
    return Buffer.from(answer.bytes).toString();
  }

  async function processOf(node: RemoteNode): Promise<number> {
    return Number(/process (\d+)/.exec(await ask(node))?.[1]);
  }

  test('is pulled with its login, runs with its variables, and is started again on the same ports when it ends', async () => {
    const node = await open({ logins: [LOGIN] });
    assert.match(await ask(node), /hush clf/);
    assert.equal(await readFile(join(folder, 'login'), 'utf8'), LOGIN);
    const calls = await readFile(join(folder, 'calls'), 'utf8');
    assert.match(calls, /run --rm .*--publish 127\.0\.0\.1:\d+:9000 .*--env SECRET_WORD /);
    assert.doesNotMatch(calls, /hush/);

    process.kill(Number(await readFile(join(folder, 'last'), 'utf8')), 'SIGKILL');
    await assert.rejects(ask(node), /clf/);
    while (!(await node.isReachable('health', AbortSignal.timeout(60_000)))) await wait(50);
    assert.match(await ask(node), /hush clf/);
    assert.match(lines.join('\n'), /its container ended with exit code 137; it is started again in 200 ms/);

    const pid = Number(await readFile(join(folder, 'last'), 'utf8'));
    await node.close();
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });

  test('says what the engine said when it cannot be pulled', async () => {
    await assert.rejects(
      open({ image: 'example/none:1' }),
      /node clf: image example\/none:1 \(spec\.predictors\[0\].*\.image\) cannot be pulled: manifest for example\/none:1 not found\. .*--class clf=/,
    );
    await assert.rejects(open({ image: 'example/none:1', missingLogins: ['mine'] }), /Secret mine of imagePullSecrets/);
    assert.match(lines.join('\n'), /pull secret mine did not come along/);
  });

  test('is not pulled where its policy says so', async () => {
    await assert.rejects(open({ pullPolicy: 'Never' }), /not on this machine, and its imagePullPolicy is Never/);
  });

  test('that ends at once is given up', async () => {
    await writeFile(join(folder, 'pulled'), '');
    await assert.rejects(
      open({ image: './none.mjs' }),
      /ended 3 times before it answered, with exit code 1, and wrote at last: .*none\.mjs/,
    );
    assert.match(lines.join('\n'), /none\.mjs/);
  });

  test('runs as often as it has replicas, which share the calls; one that ended is left out until it answers again', async () => {
    const node = await open({ replicas: 2 });
    try {
      const [one, other] = [await processOf(node), await processOf(node)];
      assert.notEqual(one, other);
      assert.deepEqual([await processOf(node), await processOf(node)], [one, other]);

      process.kill(one, 'SIGKILL');
      while (!lines.some((line) => line.includes('its container ended'))) await wait(10);
      assert.deepEqual([await processOf(node), await processOf(node)], [other, other]);
      while (!lines.some((line) => line.includes('answers again'))) await wait(20);
      assert.equal(new Set([await processOf(node), await processOf(node)]).size, 2);
    } finally {
      await node.close();
    }
  });

  test('needs an engine whose daemon answers', async () => {
    await writeFile(join(folder, 'no-daemon'), '');
    assert.equal(await findEngine(environment), undefined);
    assert.ok(existsSync(join(folder, 'calls')));
  });
});
