import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { WireWriter } from '../../protocols/protobuf/index.ts';
import { callUnary, createClient } from '../grpc/fixtures/call-grpc-js.ts';
import { component, open, post, unit } from './fixtures/open-test-predictor.ts';
import type { PredictorOptions } from './predictor-options.ts';

const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;

/** SeldonMessage {strData = 5} */
function message(text: string): Buffer {
  const writer = new WireWriter();
  writer.string(5, text);
  return Buffer.from(writer.finish());
}

async function ask(text: string, more: Partial<PredictorOptions>, predict = () => new Promise<never>(() => {})) {
  const { grpc, url } = await open(unit('a'), { a: component('a', { predict }) }, more);
  const client = createClient(grpc);
  after(() => client.close());
  const path = '/seldon.protos.Seldon/Predict';
  return { url, answer: await callUnary(client, message(text), { path }) };
}

describe('a predictor with limits', () => {
  test('gives gRPC the time of grpc-timeout, and REST that of rest-timeout', async () => {
    const { answer } = await ask('x', { grpcTimeoutMs: 20, timeoutMs: 3_600_000 });
    assert.deepEqual([answer.code, /grpc-timeout/.test(answer.details)], [DEADLINE_EXCEEDED, true]);
    const { url } = await open(
      unit('a'),
      { a: component('a', { predict: () => new Promise<never>(() => {}) }) },
      { timeoutMs: 20, grpcTimeoutMs: 3_600_000 },
    );
    assert.equal((await post(`${url}/api/v1.0/predictions`, { strData: 'x' })).status, 504);
  });

  test('tells a node of a gRPC call until when it must answer', async () => {
    const told = Promise.withResolvers<number | undefined>();
    const node = component('a', {
      predict(call) {
        told.resolve(call.deadlineMs);
        return { payload: { kind: 'string', value: 'y' } };
      },
    });
    const { grpc } = await open(unit('a'), { a: node }, { grpcTimeoutMs: 60_000, timeoutMs: 1 });
    const client = createClient(grpc);
    after(() => client.close());
    const before = Date.now();
    await callUnary(client, message('x'), { path: '/seldon.protos.Seldon/Predict' });
    const deadlineMs = (await told.promise) ?? 0;
    assert.ok(deadlineMs >= before + 60_000 && deadlineMs <= Date.now() + 60_000);
  });

  test('refuses gRPC messages that are larger than grpc-max-message-size', async () => {
    const { answer } = await ask('x'.repeat(2000), { maxMessageBytes: 1000 });
    assert.equal(answer.code, RESOURCE_EXHAUSTED);
  });
});
