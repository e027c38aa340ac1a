import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fetchModel, openStorageSession } from '../../src/storage/index.ts';
import { type CountingProxy, startCountingProxy } from './stores/counting-proxy.ts';
import { deleteFile, putFiles, S3_KEYS, startMoto } from './stores/s3-store.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const CHANGES = 20;
const TIMEOUT_MS = 240_000;

/** A LightGBM model that answers with a number, whatever it is asked. */
function makeModel(answer: number): Buffer {
  return Buffer.from(
    [
      ...['tree', 'version=v4', 'num_class=1', 'num_tree_per_iteration=1', 'label_index=0', 'max_feature_idx=1'],
      ...['objective=regression', 'feature_names=a b', 'feature_infos=[0:9] [0:9]', 'tree_sizes=300', ''],
      ...['Tree=0', 'num_leaves=2', 'num_cat=0', 'split_feature=0', 'split_gain=1', 'threshold=5', 'decision_type=2'],
      ...['left_child=-1', 'right_child=-2', `leaf_value=${answer} ${answer}`, 'leaf_weight=1 1', 'leaf_count=1 1'],
      ...['internal_value=0', 'internal_weight=2', 'internal_count=2', 'is_linear=0', 'shrinkage=1', '', ''],
      ...['end of trees', ''],
    ].join('\n'),
  );
}

interface World {
  readonly store: CountingProxy;
  readonly environment: Readonly<Record<string, string>>;
  put(path: string, content: Buffer): Promise<void>;
  drop(path: string): Promise<void>;
}

async function openWorld(t: TestContext): Promise<World> {
  const moto = await startMoto();
  const store = await startCountingProxy(moto.endpoint);
  const home = mkdtempSync(join(tmpdir(), 'radiant-watch-'));
  t.after(async () => {
    await store.stop();
    await moto.stop();
    rmSync(home, { recursive: true });
  });
  await putFiles(moto.endpoint, 'shelf', 'live', {
    'changing/model.txt': makeModel(0),
    'steady/model.txt': makeModel(-1),
    'steady/notes.md': Buffer.from('the same for ever'),
  });
  return {
    store,
    environment: { ...S3_KEYS, AWS_ENDPOINT_URL: store.address, HOME: home, RADIANT_CACHE_DIR: join(home, 'cache') },
    put: (path, content) => putFiles(moto.endpoint, 'shelf', 'live', { [path]: content }),
    drop: (path) => deleteFile(moto.endpoint, 'shelf', `live/${path}`),
  };
}

async function serve(
  t: TestContext,
  { environment }: World,
  args: readonly string[],
): Promise<{ url: string; output(): string }> {
  const ports = ['--host', '127.0.0.1', '--http-port', '0', '--grpc-port', 'off', '--metrics-port', '0'];
  const child: ChildProcess = spawn(
    process.execPath,
    [MAIN, 'serve', '--repository', 's3://shelf/live', ...ports, ...args],
    { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  t.after(async () => {
    child.kill('SIGTERM');
    const [code] = child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode];
    assert.equal(code, 0);
  });
  let log = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  let text = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const port = /http:\/\/localhost:(\d+)\/api\/v1\.0\/doc/.exec(text)?.[1];
    if (port !== undefined) return { url: `http://127.0.0.1:${port}`, output: () => log };
  }
  throw new Error(`it ended before it served:\n${text}${log}`);
}

async function ask(url: string, model: string): Promise<{ status: number; answer: number; text: string }> {
  const body = JSON.stringify({ inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP64', data: [1, 2] }] });
  const reply = await fetch(`${url}/v2/models/${model}/infer`, { method: 'POST', body });
  const text = await reply.text();
  const [answer = Number.NaN] = /"data":\[([^\]]*)\]/.exec(text)?.slice(1).map(Number) ?? [];
  return { status: reply.status, answer, text };
}

/** Asks until the answer is right; each question must be answered. */
async function askUntil(isRight: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + TIMEOUT_MS / 2;
  while (!(await isRight())) {
    assert.ok(Date.now() < until, 'it did not happen in time');
    await nextTurn();
  }
}

test('models that change in a bucket are served anew, and no request fails', { timeout: TIMEOUT_MS }, async (t) => {
  const world = await openWorld(t);
  const { store, put, drop } = world;
  const { url, output } = await serve(t, world, ['--watch', '0.05']);
  const failures: string[] = [];
  let isOver = false;
  let answered = 0;
  const callers = ['changing', 'steady'].map(async (model) => {
    while (!isOver) {
      const { status, answer, text } = await ask(url, model);
      if (status === 200 && Number.isFinite(answer)) answered++;
      else failures.push(`${model} ${status} ${text}`);
    }
  });
  for (let change = 1; change <= CHANGES; change++) {
    await put('changing/model.txt', makeModel(change));
    await askUntil(async () => (await ask(url, 'changing')).answer === change);
  }
  await put('added/model.txt', makeModel(7));
  await askUntil(async () => (await ask(url, 'added')).answer === 7);
  await drop('added/model.txt');
  await askUntil(async () => (await ask(url, 'added')).status === 404);
  store.isDown = true;
  const downAt = store.seen.length;
  await askUntil(async () => store.seen.length > downAt + 2 && (await ask(url, 'steady')).answer === -1);
  store.isDown = false;
  await put('changing/model.txt', makeModel(99));
  await askUntil(async () => (await ask(url, 'changing')).answer === 99);
  isOver = true;
  await Promise.all(callers);
  assert.deepEqual(failures, [], output());
  assert.ok(answered > CHANGES);
  const steady = store.seen.filter((each) => each.includes('/live/steady/'));
  assert.equal(steady.length, 2, `what did not change was downloaded again: ${steady.join(', ')}`);
});

test('a look at a bucket where nothing changed is one list and nothing else', { timeout: TIMEOUT_MS }, async (t) => {
  const world = await openWorld(t);
  const { url } = await serve(t, world, ['--watch', '0.05']);
  const from = world.store.seen.length;
  await askUntil(async () => (await ask(url, 'steady')).status === 200 && world.store.seen.length >= from + 10);
  for (const each of world.store.seen.slice(from)) assert.match(each, /^GET \/shelf\/?\?.*list-type=2.*prefix=live/);
});

test('models that sleep wake with what the bucket has now', { timeout: TIMEOUT_MS }, async (t) => {
  const world = await openWorld(t);
  const { url } = await serve(t, world, ['--watch', '0.05', '--lazy']);
  await world.put('changing/model.txt', makeModel(5));
  const from = world.store.seen.length;
  await askUntil(() =>
    Promise.resolve(world.store.seen.slice(from).filter((each) => each.includes('list-type')).length > 2),
  );
  assert.equal((await ask(url, 'changing')).answer, 5);
  assert.equal((await ask(url, 'steady')).answer, -1);
});

test('the next version of a folder takes over the files that have not changed', async (t) => {
  const { store, environment, put, drop } = await openWorld(t);
  const options = { environment, cacheDir: environment.RADIANT_CACHE_DIR ?? '' };
  const first = await fetchModel('s3://shelf/live', options);
  await put('changing/model.txt', makeModel(1));
  await drop('steady/notes.md');
  await put('new.txt', makeModel(2));
  const from = store.seen.length;
  const second = await fetchModel('s3://shelf/live', options);
  const asked = store.seen.slice(from).filter((each) => !each.includes('list-type'));
  assert.deepEqual(asked.sort(), ['GET /shelf/live/changing/model.txt', 'GET /shelf/live/new.txt']);
  const inode = (folder: string, path: string): number => statSync(join(folder, path)).ino;
  assert.equal(inode(second.path, 'steady/model.txt'), inode(first.path, 'steady/model.txt'));
  assert.deepEqual(
    readFileSync(join(first.path, 'changing/model.txt')),
    makeModel(0),
    'the first version stays as it was',
  );
  assert.deepEqual(readFileSync(join(second.path, 'changing/model.txt')), makeModel(1));
  assert.throws(() => statSync(join(second.path, 'steady/notes.md')));
  assert.equal((await fetchModel('s3://shelf/live', options)).fromCache, true);
});

test('a session asks for a role once', async (t) => {
  const { store, environment } = await openWorld(t);
  const token = join(environment.HOME ?? '', 'token');
  writeFileSync(token, 'token-of-the-pod');
  const role = {
    AWS_ENDPOINT_URL: store.address,
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/models',
  };
  const session = openStorageSession({ environment: role });
  t.after(() => session.close());
  for (let count = 0; count < 3; count++)
    await fetchModel('s3://shelf/live', { environment: role, cacheDir: environment.RADIANT_CACHE_DIR ?? '', session });
  assert.deepEqual(
    store.seen.filter((each) => each.startsWith('POST')),
    ['POST /'],
  );
});
