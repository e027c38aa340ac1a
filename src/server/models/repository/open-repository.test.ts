import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetrics } from '../../../observe/index.ts';
import type { Call, Component, Outcome } from '../../../payload/index.ts';
import { createTestComponent, TEST_SETTINGS } from '../../fixtures/create-test-component.ts';
import { createTestLog } from '../../fixtures/open-test-door.ts';
import { openService } from '../../service/index.ts';
import type { ServedModel } from '../model-directory.ts';
import type { ModelSpec, ScannedRepository } from './model-spec.ts';
import { type ModelRepository, openRepository, type RepositoryOptions } from './open-repository.ts';

const KIB = 1024;

function specOf(name: string, version = '', more: Partial<ModelSpec> = {}): ModelSpec {
  return {
    name,
    version,
    path: `/m/${name}`,
    implementation: undefined,
    folder: '/m',
    method: undefined,
    batching: undefined,
    isCached: false,
    metadata: {},
    parameters: {},
    signature: '1',
    sizeBytes: KIB,
    ...more,
  };
}

interface World {
  specs: ModelSpec[];
  readonly opened: string[];
  readonly closed: string[];
  readonly broken: Set<string>;
}

async function open(
  world: World,
  more: Partial<RepositoryOptions> = {},
  predict?: (spec: ModelSpec) => Outcome | Promise<Outcome>,
): Promise<ModelRepository> {
  const log = createTestLog();
  return await openRepository({
    scan: () => Promise.resolve({ specs: world.specs, broken: [] } satisfies ScannedRepository),
    open: async (spec) => {
      const key = `${spec.name}/${spec.version}/${spec.signature}`;
      await Promise.resolve();
      if (world.broken.has(spec.name)) throw new Error('no such file');
      world.opened.push(key);
      const component = createTestComponent({
        predict: () => predict?.(spec) ?? { payload: { kind: 'string', value: key } },
      });
      return {
        ...component,
        close: () => {
          world.closed.push(key);
          return Promise.resolve();
        },
      } as Component;
    },
    serve: (component) =>
      openService({ component, settings: TEST_SETTINGS, metrics: createMetrics({}, { process: false }), log }),
    loadsAtStart: true,
    maxMemoryBytes: undefined,
    log,
    ...more,
  });
}

function world(...specs: ModelSpec[]): World {
  return { specs, opened: [], closed: [], broken: new Set() };
}

const CALL: Call = { verb: 'predict', inputs: [], meta: undefined, keepLists: true };

async function ask(repository: ModelRepository, name: string, version?: string): Promise<string> {
  const model: ServedModel = await repository.find(name, version === undefined ? {} : { version });
  const outcome = await model.service.run(CALL);
  return (outcome.payload as { value: string }).value;
}

describe('a repository', () => {
  test('answers with the newest version, numbers compared as numbers, and with any version by its name', async () => {
    const repository = await open(world(specOf('a', '9'), specOf('a', '10'), specOf('b', 'v2'), specOf('b')));
    assert.equal(await ask(repository, 'a'), 'a/10/1');
    assert.equal(await ask(repository, 'a', '9'), 'a/9/1');
    assert.equal(await ask(repository, 'b'), 'b//1');
    assert.throws(() => repository.find('a', { version: '11' }), /Model a with version 11 not found/);
    assert.throws(() => repository.find('c'), /^Error: Model c not found$|Model c not found$/);
  });

  test('serves the others when one model cannot be opened, and says why', async () => {
    const here = world(specOf('bad'), specOf('good'));
    here.broken.add('bad');
    const repository = await open(here);
    assert.equal(await ask(repository, 'good'), 'good//1');
    assert.deepEqual(
      repository.list().map(({ name, state, reason }) => [name, state, reason]),
      [
        ['bad', 'UNAVAILABLE', 'no such file'],
        ['good', 'READY', ''],
      ],
    );
    assert.throws(() => repository.find('bad'), /cannot be served: no such file/);
    assert.equal(repository.isAllReady(), true);
  });

  test('goes on with what it has when a change cannot be opened, and tries again when it changes once more', async () => {
    const here = world(specOf('a'));
    let tries = 0;
    const repository = await open(here, {
      open: (spec) => {
        tries++;
        if (spec.signature === '2') return Promise.reject(new Error('half a file'));
        const value = `a//${spec.signature}`;
        return Promise.resolve(createTestComponent({ predict: () => ({ payload: { kind: 'string', value } }) }));
      },
    });
    here.specs = [specOf('a', '', { signature: '2' })];
    for (let look = 0; look < 3; look++) await repository.refresh();
    assert.deepEqual([await ask(repository, 'a'), tries], ['a//1', 2]);
    here.specs = [specOf('a', '', { signature: '3' })];
    await repository.refresh();
    assert.equal(await ask(repository, 'a'), 'a//3');
  });

  test('a model that changes while it wakes is opened anew', async () => {
    const here = world(specOf('a'));
    const { promise, resolve } = Promise.withResolvers<void>();
    const repository = await open(here, {
      loadsAtStart: false,
      open: async (spec) => {
        if (spec.signature === '1') await promise;
        const value = `a//${spec.signature}`;
        return createTestComponent({ predict: () => ({ payload: { kind: 'string', value } }) });
      },
    });
    const waking = ask(repository, 'a');
    here.specs = [specOf('a', '', { signature: '2' })];
    const refreshed = repository.refresh();
    resolve();
    assert.equal(await waking, 'a//1');
    await refreshed;
    assert.equal(await ask(repository, 'a'), 'a//2');
  });

  test('a model that lies elsewhere now, and is the same, wakes from there', async () => {
    const here = world(specOf('a'), specOf('b', '', { path: '/old/b' }));
    const paths: unknown[] = [];
    const repository = await open(here, {
      loadsAtStart: false,
      open: (spec) => {
        paths.push(spec.path);
        return Promise.resolve(createTestComponent({ predict: () => ({ payload: { kind: 'string', value: 'b' } }) }));
      },
    });
    here.specs = [specOf('a'), specOf('b', '', { path: '/new/b' })];
    await repository.refresh();
    await ask(repository, 'b');
    assert.deepEqual(paths, ['/new/b']);
  });

  test('takes over what was changed, added and taken away', async () => {
    const here = world(specOf('a'), specOf('b'));
    const repository = await open(here);
    here.specs = [specOf('a', '', { signature: '2' }), specOf('c')];
    await repository.refresh();
    assert.equal(await ask(repository, 'a'), 'a//2');
    assert.equal(await ask(repository, 'c'), 'c//1');
    assert.throws(() => repository.find('b'), /not found/);
    assert.deepEqual(here.closed.sort(), ['a//1', 'b//1']);
  });

  test('keeps what it serves when the new version cannot be opened', async () => {
    const here = world(specOf('a'));
    const repository = await open(here);
    here.specs = [specOf('a', '', { signature: '2' })];
    here.broken.add('a');
    await repository.refresh();
    assert.equal(await ask(repository, 'a'), 'a//1');
  });

  test('unloads and loads by name', async () => {
    const repository = await open(world(specOf('a', '1'), specOf('a', '2')));
    await repository.unload('a');
    assert.throws(() => repository.find('a'), /not found/);
    assert.deepEqual(
      repository.list().map(({ state }) => state),
      ['UNAVAILABLE', 'UNAVAILABLE'],
    );
    await assert.rejects(repository.unload('a'), /not found/);
    await repository.refresh();
    assert.throws(() => repository.find('a'), /not found/);
    await repository.load('a');
    assert.equal(await ask(repository, 'a'), 'a/2/1');
    await assert.rejects(repository.load('x'), /Model x not found/);
  });

  test('answers every request of many models of which few fit in memory, and keeps to the limit', async () => {
    const count = 500;
    const here = world(...Array.from({ length: count }, (_, index) => specOf(`m${index}`)));
    // Each weighs 2 KiB and 256 KiB for its objects.
    const repository = await open(here, { maxMemoryBytes: 10 * 258 * KIB });
    assert.equal(here.opened.length, 10);
    assert.equal(
      repository.list().every(({ state }) => state === 'READY'),
      true,
    );
    for (let round = 0; round < 2; round++) {
      await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          assert.equal(await ask(repository, `m${(index * 7) % count}`), `m${(index * 7) % count}//1`);
        }),
      );
    }
    await new Promise(setImmediate);
    assert.equal(await ask(repository, 'm0'), 'm0//1');
    assert.ok(here.opened.length - here.closed.length <= 14, `${here.opened.length - here.closed.length} are awake`);
  });

  test('never closes a model that is answering', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const here = world(specOf('slow'), specOf('other'));
    const repository = await open(here, { maxMemoryBytes: 258 * KIB, loadsAtStart: false }, async ({ name }) => {
      if (name === 'slow') await held;
      return { payload: { kind: 'string', value: name } };
    });
    const waiting = ask(repository, 'slow');
    assert.equal(await ask(repository, 'other'), 'other');
    assert.deepEqual(here.closed, []);
    release();
    assert.equal(await waiting, 'slow');
    await repository.close();
    assert.equal(here.closed.length, 2);
  });

  test('says which models there are to callers who name none', async () => {
    assert.equal((await (await open(world(specOf('only')))).find(undefined)).name, 'only');
    const repository = await open(world(specOf('a'), specOf('b')));
    assert.throws(() => repository.find(undefined), /name the model: there are 2, for example a/);
  });
});

test('who watches is told when a model is being opened, when it is open, and when the repository closes', async () => {
  const repository = await open(world(specOf('a')), { loadsAtStart: false });
  const seen: boolean[] = [];
  const leave = repository.watchReady(() => seen.push(repository.isAllReady()));
  const opening = repository.find('a');
  assert.deepEqual(seen, [false]);
  await opening;
  // The model is there one turn before those who watch hear of it.
  await Promise.resolve();
  assert.equal(seen.at(-1), true);
  const closing = repository.close();
  assert.equal(seen.at(-1), false);
  leave();
  await closing;
});
