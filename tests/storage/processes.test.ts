import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fetchModel } from '../../src/storage/index.ts';
import { startFaultyServer } from './faulty-server.ts';

const CONTENT = Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 17) % 239));
const PROGRAM = fileURLToPath(new URL('fixtures/fetch-once.ts', import.meta.url));

function makeCache(t: TestContext): string {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-processes-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  return cacheDir;
}

function start(uri: string, cacheDir: string): ChildProcess {
  return spawn(process.execPath, [PROGRAM, uri, cacheDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function readLast(child: ChildProcess): Promise<{ readonly path: string; readonly fromCache: boolean }> {
  let text = '';
  for await (const chunk of child.stdout!) text += String(chunk);
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as { path: string; fromCache: boolean };
}

test('a process that is killed in the middle leaves no half model, and the next one goes on', async (t) => {
  const cacheDir = makeCache(t);
  let isSlow = true;
  // The sixth part never ends while the first process lives.
  const server = await startFaultyServer(CONTENT, (_, { start }) =>
    isSlow && start >= 500_000 ? { kind: 'stall', bytes: 1000 } : undefined,
  );
  t.after(() => server.stop());
  const uri = `${server.address}/model.bin`;
  const child = start(uri, cacheDir);
  const models = join(cacheDir, 'models');
  const journal = (): string => {
    const [folder = ''] = existsSync(models) ? readdirSync(models) : [];
    const partial =
      folder === '' ? undefined : readdirSync(join(models, folder)).find((name) => name.startsWith('partial-'));
    const path = join(models, folder, partial ?? '', 'journal');
    return partial !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  // The head of the journal and five parts.
  while (journal().split('\n').length < 7) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [folder = ''] = readdirSync(models);
  assert.deepEqual(
    readdirSync(join(models, folder)).filter((name) => /^[0-9a-f]{32}$/.test(name)),
    [],
  );
  isSlow = false;
  const earlier = server.ranges.length;
  const { path } = await fetchModel(uri, { environment: {}, cacheDir, limits: { partBytes: 100_000 } });
  assert.deepEqual(readFileSync(path), CONTENT);
  assert.equal(server.ranges.length - earlier, 5);
});

test('processes that want the same model at the same time download it once', async (t) => {
  const cacheDir = makeCache(t);
  const server = await startFaultyServer(CONTENT, () => undefined);
  t.after(() => server.stop());
  const children = [1, 2, 3].map(() => start(`${server.address}/model.bin`, cacheDir));
  const fetched = await Promise.all(children.map(readLast));
  assert.equal(new Set(fetched.map(({ path }) => path)).size, 1);
  assert.equal(fetched.filter(({ fromCache }) => !fromCache).length, 1);
  assert.equal(server.ranges.length, 10);
});
