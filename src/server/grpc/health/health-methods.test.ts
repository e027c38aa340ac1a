import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { after, before, describe, test } from 'node:test';
import type { Client } from '@grpc/grpc-js';
import { createListeners } from '../../../base/index.ts';
import { callUnary, createClient } from '../fixtures/call-grpc-js.ts';
import { converse } from '../fixtures/converse.ts';
import { openTestDoor, type TestDoor } from '../fixtures/open-test-door.ts';
import { healthMethods } from './health-methods.ts';

const SERVING = Buffer.from([8, 1]);
const NOT_SERVING = Buffer.from([8, 2]);
const SERVICE_UNKNOWN = Buffer.from([8, 3]);
const CHECK = '/grpc.health.v1.Health/Check';
const WATCH = '/grpc.health.v1.Health/Watch';

const ask = (service: string): Buffer => Buffer.concat([Buffer.from([0x0a, service.length]), Buffer.from(service)]);

describe('the health service', () => {
  let door: TestDoor;
  let client: Client;
  let ready = true;
  const changes = createListeners();

  before(async () => {
    door = await openTestDoor(healthMethods(new Set(['a.Service']), { isReady: () => ready, watchReady: changes.add }));
    client = createClient(door.address);
  });
  after(async () => {
    client.close();
    await door.close();
  });

  for (const isReady of [true, false]) {
    for (const service of ['', 'a.Service']) {
      test(`says that ${service || 'the server'} is ${isReady ? '' : 'not '}serving`, async () => {
        ready = isReady;
        const answer = await callUnary(client, service === '' ? Buffer.alloc(0) : ask(service), { path: CHECK });
        assert.deepEqual(answer.body, isReady ? SERVING : NOT_SERVING);
      });
    }
  }

  test('says NOT_FOUND to Check of an unknown service', async () => {
    const answer = await callUnary(client, ask('b.Service'), { path: CHECK });
    assert.deepEqual([answer.code, answer.details], [5, 'unknown service b.Service']);
  });

  test('says SERVICE_UNKNOWN to Watch of an unknown service, and goes on', async () => {
    const watch = converse(client, WATCH);
    watch.stream.write(ask('b.Service'));
    assert.deepEqual(await watch.next(), SERVICE_UNKNOWN);
    watch.stream.cancel();
    assert.equal((await watch.ended()).code, 1);
  });

  test('tells every change to who watches', async () => {
    ready = true;
    const watch = converse(client, WATCH);
    watch.stream.write(ask(''));
    watch.stream.end();
    assert.deepEqual(await watch.next(), SERVING);
    ready = false;
    changes.tell();
    assert.deepEqual(await watch.next(), NOT_SERVING);
    ready = true;
    changes.tell();
    assert.deepEqual(await watch.next(), SERVING);
    watch.stream.cancel();
    await watch.ended();
  });

  test('takes one question per Watch', async () => {
    const watch = converse(client, WATCH);
    watch.stream.write(ask(''));
    watch.stream.write(ask(''));
    assert.equal((await watch.ended()).code, 12);
  });

  test('refuses bytes that are no question', async () => {
    const watch = converse(client, WATCH);
    watch.stream.write(Buffer.from([0xff]));
    assert.equal((await watch.ended()).code, 3);
  });
});

test('a door that closes tells those who watch and lets them go', async () => {
  let ready = true;
  const door = await openTestDoor(healthMethods(new Set(), { isReady: () => ready }));
  const client = createClient(door.address);
  const watch = converse(client, WATCH);
  watch.stream.write(ask(''));
  assert.deepEqual(await watch.next(), SERVING);
  ready = false;
  const closed = door.close();
  assert.deepEqual(await watch.next(), NOT_SERVING);
  assert.deepEqual(await watch.ended(), { code: 14, details: 'the server is shutting down' });
  await closed;
  client.close();
});
