import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetrics } from '../../../observe/index.ts';
import type { Call, Component, Outcome } from '../../../payload/index.ts';
import { createTestComponent, TEST_SETTINGS } from '../../fixtures/create-test-component.ts';
import { createTestLog } from '../../fixtures/open-test-door.ts';
import { openService } from '../../service/index.ts';
import type { ModelSpec } from './model-spec.ts';
import { type ModelRepository, openRepository } from './open-repository.ts';

const CALL: Call = { verb: 'predict', inputs: [], meta: undefined, keepLists: true };
const SIZE_BYTES = 1024;

function specOf(name: string, signature = '1'): ModelSpec {
  return {
    name,
    version: '',
    path: `/m/${name}`,
    implementation: undefined,
    folder: '/m',
    method: undefined,
    batching: undefined,
    isCached: false,
    metadata: {},
    parameters: {},
    signature,
    sizeBytes: SIZE_BYTES,
  };
}

/** Endless streams of models of which one at a time fits in memory; `closed` tells which were closed. */
async function open(specs: readonly ModelSpec[], closed: string[]) {
  let scanned = specs;
  async function* stream(): AsyncGenerator<Outcome> {
    for (;;) yield await Promise.resolve({ payload: { kind: 'string', value: 'word' } });
  }
  const repository = await openRepository({
    scan: () => Promise.resolve({ specs: scanned, broken: [] }),
    open: ({ name, signature }) => {
      const component = createTestComponent({ predict: () => ({ payload: { kind: 'string', value: signature } }) });
      const close = (): Promise<void> => {
        closed.push(`${name}/${signature}`);
        return Promise.resolve();
      };
      return Promise.resolve({ ...component, stream, close } as Component);
    },
    serve: (component) =>
      openService({
        component,
        settings: TEST_SETTINGS,
        metrics: createMetrics({}, { process: false }),
        log: createTestLog(),
      }),
    loadsAtStart: false,
    maxMemoryBytes: 2 * SIZE_BYTES + 256 * 1024,
    log: createTestLog(),
  });
  const change = (fresh: readonly ModelSpec[]): Promise<void> => {
    scanned = fresh;
    return repository.refresh();
  };
  return { repository, change };
}

async function startStream(repository: ModelRepository, name: string): Promise<AsyncIterator<Outcome>> {
  const { service } = await repository.find(name);
  const stream = service.stream(CALL)![Symbol.asyncIterator]();
  assert.equal((await stream.next()).done, false);
  return stream;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a model that streams', () => {
  test('is not put to sleep, and is once its caller has gone', async () => {
    const closed: string[] = [];
    const { repository } = await open([specOf('chat'), specOf('b'), specOf('c')], closed);
    const stream = await startStream(repository, 'chat');
    await nextTurn();
    await repository.find('b');
    await nextTurn();
    await repository.find('c');
    assert.deepEqual(closed, ['b/1']);
    assert.equal((await stream.next()).done, false);
    await stream.return!();
    await nextTurn();
    await repository.find('b');
    assert.deepEqual(closed, ['b/1', 'chat/1', 'c/1']);
  });

  test('is closed after its last stream when a new version has replaced it, and nobody waits for that', async () => {
    const closed: string[] = [];
    const { repository, change } = await open([specOf('chat')], closed);
    const stream = await startStream(repository, 'chat');
    await change([specOf('chat', '2')]);
    const { service } = await repository.find('chat');
    assert.deepEqual(await service.run(CALL), { payload: { kind: 'string', value: '2' } });
    assert.deepEqual(closed, []);
    assert.equal((await stream.next()).done, false);
    await stream.return!();
    await nextTurn();
    assert.deepEqual(closed, ['chat/1']);
  });

  test('keeps the repository open until the signal fires', async () => {
    const closed: string[] = [];
    const { repository } = await open([specOf('chat')], closed);
    await startStream(repository, 'chat');
    const grace = new AbortController();
    const closing = repository.close(grace.signal);
    await nextTurn();
    assert.deepEqual(closed, []);
    grace.abort();
    await closing;
    assert.deepEqual(closed, ['chat/1']);
  });

  test('counts from the first part on, so that a stream that nobody reads holds nothing', async () => {
    const closed: string[] = [];
    const { repository } = await open([specOf('chat')], closed);
    const { service } = await repository.find('chat');
    service.stream(CALL);
    await repository.unload('chat');
    await nextTurn();
    assert.deepEqual(closed, ['chat/1']);
  });
});
