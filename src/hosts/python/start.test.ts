import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFake, order, textOf } from './fixtures/open-fake.ts';
import { startFailureOf } from './pool/start-failure.ts';

const LIMIT = { timeout: 60_000 };

test('a class that cannot be loaded ends the start with its sentence, traceback and exit code', LIMIT, async (t) => {
  await assert.rejects(openFake(t, { workers: 2, behaviour: { failAtStart: true } }), (error: Error) => {
    assert.equal(error.message, 'load() of Fake failed');
    assert.deepEqual(startFailureOf(error), {
      kind: 'startFailure',
      exitCode: 3,
      phase: 'load',
      traceback: 'Traceback',
    });
    return true;
  });
});

test('a worker that ends at start without a word ends the start with its last words', LIMIT, async (t) => {
  await assert.rejects(openFake(t, { behaviour: { exitAtStart: 4 } }), (error: Error) => {
    assert.match(error.message, /exited with code 4 before the class Fake was loaded/);
    assert.deepEqual(startFailureOf(error), {
      kind: 'startFailure',
      exitCode: 1,
      phase: 'exit',
      traceback: 'last words',
    });
    return true;
  });
});

test('an interpreter that is not there ends the start', LIMIT, async (t) => {
  await assert.rejects(openFake(t, { env: { PATH: '/nowhere' } }), {
    reason: 'WORKER_START_FAILED',
    message: /ENOENT/,
  });
});

test('a start is given up when its signal fires', LIMIT, async (t) => {
  const stop = new AbortController();
  const opening = openFake(t, { behaviour: { hangAtStart: true }, signal: stop.signal });
  setImmediate(() => stop.abort());
  await assert.rejects(opening, { reason: 'SHUTTING_DOWN' });
});

test('the component tells what the class is', LIMIT, async (t) => {
  const { component } = await openFake(t, { workers: 2 });
  assert.equal(component.name, 'Fake');
  assert.deepEqual(component.info, {
    verbs: new Set(['predict', 'route']),
    rawVerbs: new Set(['route']),
    rawOnly: new Map([['route', 'json']]),
    metadata: undefined,
  });
  assert.equal(component.maxBatchSize, 1);
  assert.equal(component.status().workers.length, 2);
});

test('workers get the variables of the server and share the cores', LIMIT, async (t) => {
  const { component } = await openFake(t, { env: { RADIANT_TEST: 'yes' } });
  assert.equal(await textOf(component.call(order('env:RADIANT_TEST'))), 'yes');
});

test('state changes are told', LIMIT, async (t) => {
  const seen: boolean[] = [];
  const { component } = await openFake(t, { onStateChange: (status) => seen.push(status.isReady) });
  await component.close();
  assert.equal(seen[0], true);
  assert.equal(seen.at(-1), false);
});
