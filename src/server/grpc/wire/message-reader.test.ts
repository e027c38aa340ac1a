import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { frame } from '../fixtures/open-test-door.ts';
import { ByteBudget } from './byte-budget.ts';
import { MessageReader } from './message-reader.ts';

function read(chunks: readonly Uint8Array[], budget = new ByteBudget(1e9)): string[] {
  const reader = new MessageReader(1000, budget);
  const messages: string[] = [];
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk));
    for (let message = reader.next(); message !== undefined; message = reader.next()) {
      messages.push(`${message.compressed ? 'z' : ''}${Buffer.from(message.bytes).toString()}`);
    }
  }
  assert.equal(reader.isEmpty, budget.heldBytes === 0);
  reader.drop();
  assert.equal(budget.heldBytes, 0, 'the budget gets everything back');
  return messages;
}

describe('a message reader', () => {
  test('gives the same messages however the bytes are cut', () => {
    const message = fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b') }), fc.boolean());
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(20)), (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(([text, flag]) => frame(text, flag ? 1 : 0)));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut));
          at = Math.min(bytes.length, at + cut);
        }
        chunks.push(bytes.subarray(at));
        assert.deepEqual(
          read(chunks),
          messages.map(([text, flag]) => `${flag ? 'z' : ''}${text}`),
        );
      }),
    );
  });

  test('gives nothing for half a message', () => assert.deepEqual(read([frame('abc').subarray(0, 7)]), []));

  test('refuses an announced length over the limit before any of it has come', () => {
    const head = Buffer.from([0, 0xff, 0xff, 0xff, 0xff]);
    assert.throws(() => read([head]), {
      code: 'RESOURCE_EXHAUSTED',
      message: /4294967295 bytes, the limit is 1000: raise it with --max-message-size/,
    });
  });

  test('refuses a flag that is neither 0 nor 1', () => {
    assert.throws(() => read([Buffer.from('GET / HTTP')]), { code: 'INTERNAL', message: /begins with 71/ });
  });

  test('counts what tiny chunks really cost', () => {
    const chunks = [frame('x'.repeat(100)).subarray(0, 5), ...Array.from({ length: 50 }, () => Buffer.from('x'))];
    assert.throws(() => read(chunks, new ByteBudget(10_000)), { reason: 'TOO_MANY_BYTES_IN_FLIGHT' });
  });
});
