import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { RadiantError } from '../../src/base/index.ts';
import { type FetchOptions, fetchModel } from '../../src/storage/index.ts';
import { type Fault, type FaultyServer, startFaultyServer } from './faulty-server.ts';

const CONTENT = Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) % 253));
const TENTH = CONTENT.length / 10;

interface World {
  readonly server: FaultyServer;
  readonly uri: string;
  readonly options: FetchOptions;
}

async function open(t: TestContext, fault: Fault, limits: FetchOptions['limits'] = {}): Promise<World> {
  const server = await startFaultyServer(CONTENT, fault);
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-faults-'));
  t.after(async () => {
    await server.stop();
    rmSync(cacheDir, { recursive: true });
  });
  const options = {
    environment: {},
    cacheDir,
    limits: { attempts: 3, idleTimeoutMs: 300, partBytes: CONTENT.length, ...limits },
  };
  return { server, uri: `${server.address}/model.bin`, options };
}

/** Everything in the cache that a reader could take for a model. */
function finishedModels(cacheDir: string): string[] {
  const root = join(cacheDir, 'models');
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((uri) => readdirSync(join(root, uri)).filter((name) => /^[0-9a-f]{32}$/.test(name)));
}

const PASSING: readonly { readonly name: string; readonly fault: Fault; readonly limits?: FetchOptions['limits'] }[] = [
  { name: 'answers 500 once', fault: (count) => (count === 0 ? { kind: 'status', status: 500 } : undefined) },
  {
    name: 'answers 503 and says when to come back',
    fault: (count) => (count < 2 ? { kind: 'status', status: 503, headers: { 'retry-after': '0' } } : undefined),
  },
  {
    name: 'answers 429',
    fault: (count) => (count === 0 ? { kind: 'status', status: 429, headers: { 'retry-after': '0' } } : undefined),
  },
  { name: 'falls silent in the middle', fault: (count) => (count === 0 ? { kind: 'stall', bytes: TENTH } : undefined) },
  { name: 'cuts before the first byte', fault: (count) => (count === 0 ? { kind: 'cut', bytes: 0 } : undefined) },
  {
    name: 'ignores ranges after a cut',
    fault: (count) => (count === 0 ? { kind: 'cut', bytes: TENTH } : { kind: 'ignore range' }),
  },
  { name: 'sends damaged bytes once', fault: (count) => (count === 0 ? { kind: 'damage' } : undefined) },
  {
    name: 'cuts every part once',
    fault: (count) => (count % 2 === 0 ? { kind: 'cut', bytes: 5_000 } : undefined),
    limits: { partBytes: TENTH },
  },
];

/** Once over connections that are shared, once with a large range on each connection of its own. */
const WAYS: readonly (readonly [string, NonNullable<FetchOptions['limits']>])[] = [
  ['', {}],
  [', in large ranges', { directBytes: 1, partBytes: CONTENT.length / 2 }],
];

for (const { name, fault, limits } of PASSING.flatMap((each) =>
  WAYS.map(([how, way]) => ({ ...each, name: each.name + how, limits: { ...each.limits, ...way } })),
)) {
  test(`a model comes whole from a store that ${name}`, async (t) => {
    const { uri, options } = await open(t, fault, limits);
    assert.deepEqual(readFileSync((await fetchModel(uri, options)).path), CONTENT);
  });
}

test('a download that is cut at every tenth of the file goes on where it was cut', async (t) => {
  const { uri, options, server } = await open(t, (count) => (count < 9 ? { kind: 'cut', bytes: TENTH } : undefined));
  assert.deepEqual(readFileSync((await fetchModel(uri, options)).path), CONTENT);
  const starts = server.ranges.map((range) => Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0));
  assert.deepEqual(
    starts,
    [...starts].sort((a, b) => a - b),
  );
  assert.ok(server.ranges.length >= 10 && starts.at(-1)! >= 8 * TENTH, server.ranges.join());
});

const LASTING: readonly {
  readonly name: string;
  readonly fault: Fault;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    name: '403',
    fault: () => ({ kind: 'status', status: 403 }),
    code: 'PERMISSION_DENIED',
    says: /RADIANT_HTTP_TOKEN/,
  },
  { name: '404', fault: () => ({ kind: 'status', status: 404 }), code: 'NOT_FOUND', says: /model\.bin/ },
  { name: '500 always', fault: () => ({ kind: 'status', status: 500 }), code: 'UNAVAILABLE', says: /500/ },
  {
    name: '503 always',
    fault: () => ({ kind: 'status', status: 503, headers: { 'retry-after': '0' } }),
    code: 'UNAVAILABLE',
    says: /503/,
  },
  { name: 'other bytes than its checksum', fault: () => ({ kind: 'damage' }), code: 'DATA_LOSS', says: /md5/ },
  { name: 'another length than before', fault: () => ({ kind: 'lie', length: 10 }), code: 'ABORTED', says: /replaced/ },
  { name: 'silence', fault: () => ({ kind: 'stall', bytes: 0 }), code: 'UNAVAILABLE', says: /300 ms/ },
];

for (const { name, fault, code, says } of LASTING) {
  test(`a store that gives ${name} is an error that says so, and no half model`, async (t) => {
    const { uri, options } = await open(t, fault);
    await assert.rejects(fetchModel(uri, options), (error) => {
      assert.ok(error instanceof RadiantError, String(error));
      assert.deepEqual([error.code, says.test(error.message)], [code, true], error.message);
      return true;
    });
    assert.deepEqual(finishedModels(options.cacheDir), []);
  });
}

test('what a failed download left is resumed by the next one', async (t) => {
  let isBroken = true;
  const { uri, options, server } = await open(
    t,
    (_, { start }) => (isBroken && start >= 5 * TENTH ? { kind: 'status', status: 500 } : undefined),
    { partBytes: TENTH, parallel: 1 },
  );
  await assert.rejects(fetchModel(uri, options));
  isBroken = false;
  const before = server.ranges.length;
  assert.deepEqual(readFileSync((await fetchModel(uri, options)).path), CONTENT);
  assert.equal(server.ranges.length - before, 5);
});

test('a store that is gone leaves the last version in use', async (t) => {
  const { uri, options, server } = await open(t, () => undefined);
  const first = await fetchModel(uri, options);
  await server.stop();
  server.stop = () => Promise.resolve();
  const again = await fetchModel(uri, options);
  assert.deepEqual([again.path, again.isStale, again.fromCache], [first.path, true, true]);
  assert.equal((await fetchModel(uri, { ...options, offline: true })).path, first.path);
});

test('an aborted download ends at once and leaves no model', async (t) => {
  const { uri, options } = await open(t, () => ({ kind: 'stall', bytes: TENTH }), { idleTimeoutMs: 60_000 });
  const signal = AbortSignal.timeout(100);
  await assert.rejects(
    fetchModel(uri, { ...options, signal }),
    (error) => error instanceof RadiantError && error.code === 'CANCELLED',
  );
  assert.deepEqual(finishedModels(options.cacheDir), []);
});

test('callers at the same time share one download', async (t) => {
  const { uri, options, server } = await open(t, () => undefined);
  const fetched = await Promise.all(Array.from({ length: 8 }, () => fetchModel(uri, options)));
  assert.equal(new Set(fetched.map(({ path }) => path)).size, 1);
  assert.equal(fetched.filter(({ fromCache }) => !fromCache).length, 1);
  assert.equal(server.ranges.length, 1);
});
