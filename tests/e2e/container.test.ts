import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findEngine } from '../../src/hosts/container/index.ts';
import { seldonMessageFromJson, seldonMessageToJson } from '../../src/protocols/seldon/index.ts';
import { type OpenedLocal, openLocal } from '../local/open-local.ts';
import { addressIn } from '../local/run-radiant.ts';
import { openGrpcConnection } from '../support/grpc-connection.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { makeBaseImages } from './container/make-base-images.ts';
import { type Docker, openDocker } from './container/open-docker.ts';
import { type ImageDeployment, writeImageDeployment } from './container/write-image-deployment.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'src/cli/main.ts');
const SEED = join(ROOT, 'examples/deployments/private-model.yaml');
const MODEL = join(ROOT, 'examples/deployments/models/iris-v1/model.joblib');
const ENV_MODEL = fileURLToPath(new URL('container/fixtures/env-model', import.meta.url));
/** What the two deployments name: the example's class, and another class in an image made as Seldon's users make them. */
const IMAGE = 'private-docker-repo/my-image';
const ENV_IMAGE = 'example/env-model:0.1';

const opened = NEEDS_PYTHON.skip ? { missing: NEEDS_PYTHON.skip } : await openDocker();
const skip = 'missing' in opened ? opened.missing : false;

interface Up {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves when it has written that. */
  readonly said: (pattern: RegExp) => Promise<void>;
  readonly ended: Promise<number>;
}

interface Told {
  readonly host: string;
  readonly env: Readonly<Record<string, string>>;
  readonly parameters: unknown;
  readonly models: readonly string[];
}

describe('images, built and run by docker', { skip, timeout: 1_200_000 }, () => {
  const docker = opened as Docker;
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-container-'));
    await mkdir(join(folder, 'models'));
    await cp(MODEL, join(folder, 'models/model.joblib'));
    await makeBaseImages(docker);
    await docker.run('build', '--force-rm', '--file', join(ROOT, 'examples/cluster/Dockerfile'), '--tag', IMAGE, ROOT);
    await docker.run('build', '--tag', ENV_IMAGE, ENV_MODEL);
  });
  after(async () => {
    await docker.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** `radiant up`, in a group of processes as a shell would start it. */
  function up(file: string): Up {
    const env = { ...process.env, ...docker.environment, RADIANT_HOME: join(folder, 'home') };
    const child = spawn(process.execPath, [MAIN, 'up', '-f', file, '--port', '0'], {
      cwd: folder,
      env,
      detached: true,
    });
    let text = '';
    let tell = (): void => {};
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        tell();
      });
    }
    const ended = once(child, 'exit').then(([code]) => {
      tell();
      return Number(code);
    });
    return {
      process: child,
      output: () => text,
      ended,
      async said(pattern) {
        while (!pattern.test(text)) {
          if (child.exitCode !== null) throw new Error(`it ended without ${pattern}:\n${text}`);
          await new Promise<void>((resolve) => {
            tell = resolve;
          });
        }
      },
    };
  }

  async function running(): Promise<readonly string[]> {
    return (await docker.run('ps', '--all', '--quiet')).split('\n').filter((id) => id !== '');
  }

  async function openOne(name: string, given: ImageDeployment): Promise<OpenedLocal> {
    const file = await writeImageDeployment(folder, name, given);
    return await openLocal([file], { cwd: folder, environment: docker.environment });
  }

  async function ask({ port }: OpenedLocal): Promise<Told> {
    const answer = await fetch(`http://127.0.0.1:${port}/seldon/default/one/api/v1.0/predictions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"data":{"ndarray":[[1,2]]}}',
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    return ((await answer.json()) as { jsonData: Told }).jsonData;
  }

  async function askGrpc(port: number, deployment: string): Promise<Record<string, unknown>> {
    const connection = await openGrpcConnection(port);
    try {
      const bytes = seldonMessageFromJson('SeldonMessage', { data: { ndarray: [[1, 2]] } });
      const metadata = { seldon: deployment, namespace: 'default' };
      const { code, details, message } = await connection.call('/seldon.protos.Seldon/Predict', bytes, metadata);
      assert.equal(code, 0, details);
      return seldonMessageToJson('SeldonMessage', message) as Record<string, unknown>;
    } finally {
      connection.close();
    }
  }

  test("the seed's deployment answers, shows its logs, comes back after its death, and ends with Ctrl-C", async () => {
    const radiant = up(SEED);
    try {
      await radiant.said(/docs {2}http/);
      assert.match(radiant.output(), /private-model: Radiant .* serves src\.prediction_service\.ClusterModel as MODEL/);
      const address = addressIn(radiant.output()) ?? '';
      const root = `${address}/seldon/default/private-model/api/v1.0`;
      const predict = () =>
        fetch(`${root}/predictions`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{"data":{"ndarray":[[1,2],[12,3]]}}',
        });
      const expected = {
        data: { names: [], ndarray: [1, 0] },
        meta: { requestPath: { 'private-model': IMAGE } },
      };
      assert.deepEqual(await (await predict()).json(), expected);
      const page = await fetch(`${root}/doc/`);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<html/);
      const answer = (await askGrpc(Number(new URL(address).port), 'private-model')) as { data: { ndarray: unknown } };
      assert.deepEqual(answer.data.ndarray, [1]);

      await docker.run('kill', ...(await running()));
      await radiant.said(/its container ended with exit code 137; it is started again in 200 ms/);
      const refused = await predict();
      assert.equal(refused.status, 503);
      assert.match(await refused.text(), /private-model gives no answer/);
      await radiant.said(/private-model: answers again/);
      assert.deepEqual(await (await predict()).json(), expected);

      process.kill(-(radiant.process.pid ?? 0), 'SIGINT');
      assert.equal(await radiant.ended, 0, radiant.output());
      assert.deepEqual(await running(), []);
    } finally {
      radiant.process.kill('SIGKILL');
    }
  });

  test("an image made as Seldon's users make them is told what a cluster tells it; its replicas share the calls", async () => {
    const local = await openOne('env', {
      image: ENV_IMAGE,
      replicas: 2,
      node: { modelUri: join(folder, 'models'), parameters: [{ name: 'threshold', value: '0.5', type: 'FLOAT' }] },
      container: { env: [{ name: 'WORD', valueFrom: { secretKeyRef: { name: 'words', key: 'word' } } }] },
    });
    try {
      const told = [await ask(local), await ask(local), await ask(local), await ask(local)];
      assert.equal((await running()).length, 2);
      assert.equal(new Set(told.map(({ host }) => host)).size, 2);
      assert.equal(told[0]?.host, told[2]?.host);
      const { env = {}, parameters, models } = told[0] ?? {};
      assert.deepEqual(parameters, { threshold: 0.5 });
      assert.deepEqual(models, ['model.joblib']);
      const expected = {
        WORD: 'hush\nhush',
        MODEL_NAME: 'EnvModel',
        SERVICE_TYPE: 'MODEL',
        PREDICTIVE_UNIT_SERVICE_PORT: '9000',
        PREDICTIVE_UNIT_HTTP_SERVICE_PORT: '9000',
        PREDICTIVE_UNIT_GRPC_SERVICE_PORT: '9500',
        PREDICTIVE_UNIT_METRICS_SERVICE_PORT: '6000',
        PREDICTIVE_UNIT_METRICS_ENDPOINT: '/prometheus',
        PREDICTIVE_UNIT_PARAMETERS: '[{"name":"threshold","value":"0.5","type":"FLOAT"}]',
        PREDICTIVE_UNIT_ID: 'clf',
        PREDICTIVE_UNIT_IMAGE: ENV_IMAGE,
        PREDICTOR_ID: 'main',
        PREDICTOR_LABELS: '{"team":"red","version":"main"}',
        SELDON_DEPLOYMENT_ID: 'one',
        SELDON_EXECUTOR_ENABLED: 'true',
        MLSERVER_HTTP_PORT: '9000',
        MLSERVER_GRPC_PORT: '9500',
        MLSERVER_MODEL_NAME: 'clf',
        MLSERVER_MODEL_URI: '/mnt/models',
      };
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, env[name]])), expected);
    } finally {
      await local.close();
    }
    assert.deepEqual(await running(), []);
  });

  const command = ['seldon-core-microservice', 'EnvModel'];
  const doors: readonly (ImageDeployment & { readonly name: string; readonly port: string })[] = [
    {
      name: 'whose node says GRPC is reached over gRPC only',
      image: ENV_IMAGE,
      node: { endpoint: { type: 'GRPC' } },
      container: { command, args: ['--http-port', '9999'] },
      port: '9500',
    },
    {
      name: 'whose deployment says transport grpc is reached over gRPC only',
      image: ENV_IMAGE,
      spec: { transport: 'grpc' },
      container: { command, args: ['--http-port', '9999'] },
      port: '9500',
    },
    {
      name: 'that has no gRPC is reached over REST only',
      image: ENV_IMAGE,
      container: { command, args: ['--grpc-port', '9999'] },
      port: '9000',
    },
  ];
  for (const { name, port, ...given } of doors) {
    test(`an image ${name}, and answers both`, async () => {
      const local = await openOne('door', given);
      try {
        assert.equal((await ask(local)).env.PREDICTIVE_UNIT_SERVICE_PORT, port);
        const answer = await askGrpc(local.port, 'one');
        assert.equal((answer.jsonData as Told).env.PREDICTIVE_UNIT_SERVICE_PORT, port);
      } finally {
        await local.close();
      }
    });
  }

  const place = String.raw`node clf: image \S+ \(spec\.predictors\[0\]\.componentSpecs\[0\]\.spec\.containers\[0\]\.image\)`;
  const faults: readonly { readonly name: string; readonly given: ImageDeployment; readonly expect: RegExp }[] = [
    {
      name: 'that no registry has',
      given: { image: '127.0.0.1:1/example/none:1' },
      expect: new RegExp(`${place} cannot be pulled: .*refused.* Secret login of imagePullSecrets.*--class clf=`, 's'),
    },
    {
      name: 'that may not be pulled',
      given: { image: 'example/none:1', container: { imagePullPolicy: 'Never' } },
      expect: new RegExp(`${place} is not on this machine, and its imagePullPolicy is Never`),
    },
    {
      name: 'that ends at once',
      given: { image: ENV_IMAGE, container: { command: ['python', '-c', 'raise SystemExit("no such model")'] } },
      expect: new RegExp(`${place} ended 3 times before it answered, with exit code 1, and .*no such model`),
    },
    {
      name: 'without the program that is asked for',
      given: { image: ENV_IMAGE, container: { command: ['not-a-program'] }, replicas: 2 },
      expect: new RegExp(`${place} ended 3 times .*exit code 127.*not-a-program`, 's'),
    },
  ];
  for (const { name, given, expect } of faults) {
    test(`an image ${name} is an error that names its place and the way out`, async () => {
      await assert.rejects(openOne('fault', given), expect);
      assert.deepEqual(await running(), []);
    });
  }

  test('Ctrl-C while a container is being made leaves none behind', async () => {
    const radiant = up(SEED);
    await radiant.said(/node private-model: starting/);
    process.kill(-(radiant.process.pid ?? 0), 'SIGINT');
    assert.equal(await radiant.ended, 0, radiant.output());
    assert.deepEqual(await running(), []);
  });

  test('containers of a program that was killed go when the next one looks for docker', async () => {
    const radiant = up(SEED);
    await radiant.said(/docs {2}http/);
    radiant.process.kill('SIGKILL');
    await radiant.ended;
    assert.equal((await running()).length, 1);
    assert.ok(await findEngine({ ...process.env, ...docker.environment }));
    while ((await running()).length > 0) await wait(100);
  });
});
