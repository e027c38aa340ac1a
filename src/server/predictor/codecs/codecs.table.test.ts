import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MessageCodec, Values } from '../../../graph/index.ts';
import { asFloat64, createTensor, type Payload, type Tensor } from '../../../payload/index.ts';
import { CODECS } from './codecs.table.ts';

function answer(tensor: Tensor): Values {
  const payload: Payload = { kind: 'tensor', tensor };
  return { payload, names: undefined, meta: undefined, form: undefined, keepLists: true, node: 'before' };
}

/** The only array of a message. */
function arrayOf({ payload }: Values): Tensor {
  if (payload.kind === 'tensor') return payload.tensor;
  const tensor = payload.kind === 'tensors' ? payload.tensors[0]?.tensor : undefined;
  assert.ok(tensor !== undefined, `a ${payload.kind} is no array`);
  return tensor;
}

const TABLE = createTensor('float64', [2, 2], Float64Array.of(1.5, -2, 0, 1e300));

for (const [protocol, byEncoding] of Object.entries(CODECS)) {
  for (const [encoding, codec] of Object.entries(byEncoding) as [string, MessageCodec][]) {
    describe(`the codec of ${protocol} in ${encoding}`, () => {
      test('reads an answer as the next node would', () => {
        const read = arrayOf(codec.decode(codec.encode(answer(TABLE)), true));
        assert.deepEqual([read.shape, [...asFloat64(read)]], [TABLE.shape, [...TABLE.data]]);
      });

      test('gives values without bytes as it would with them', () => {
        for (const tensor of [
          TABLE,
          createTensor('int32', [3, 1], Int32Array.of(1, 2, 3)),
          createTensor('float64', [2], Float64Array.of(1, 2)),
        ]) {
          const values = answer(tensor);
          const [short, long] = [codec.receive(values), codec.decode(codec.encode(values), true)].map(arrayOf);
          assert.deepEqual(
            [short?.shape, [...asFloat64(short as Tensor)]],
            [long?.shape, [...asFloat64(long as Tensor)]],
          );
        }
      });

      test('makes a request of an answer', () => {
        const request = codec.toRequest(codec.encode(answer(TABLE)), 'next', true);
        assert.deepEqual([...asFloat64(arrayOf(codec.decode(request, false)))], [...TABLE.data]);
      });

      test('finds the branch that a router says', () => {
        const said = createTensor('float64', [1, 2], Float64Array.of(1, 7));
        assert.equal(codec.readBranch(codec.encode(answer(said))), 1);
      });

      test('refuses garbage in words', () => {
        const garbage = {
          protocol: codec.protocol,
          encoding: codec.encoding,
          bytes: Buffer.from('\xff{"'),
          contentType: 'application/json',
        };
        assert.throws(() => codec.decode(garbage, false), { name: 'RadiantError' });
        assert.throws(() => codec.readBranch(garbage), { name: 'RadiantError' });
        assert.deepEqual(codec.readRouting(garbage), {});
      });
    });
  }
}
