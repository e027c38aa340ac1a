import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeRest } from './index.ts';

const decode = (data: string) => decodeRest('predict', Buffer.from(`{"data":${data}}`), { unitName: undefined });

test('a text or a list in place of data is an empty array, as in Seldon', () => {
  for (const data of ['"x"', '""', '[]', '[1,{"ndarray":2}]', '{}', '{"other":1}']) {
    const [input] = decode(data).inputs;
    assert.ok(input?.payload.kind === 'tensor', data);
    assert.deepEqual(input.payload.tensor.shape, [0], data);
  }
});

test('data that was written as text once too often, and other values, are refused', () => {
  for (const data of ['"{\\"ndarray\\":[[1]]}"', '"tftensor"', '["names"]', '7', 'true', 'null']) {
    assert.throws(() => decode(data), /^RadiantError: data must be an object such as/, data);
  }
});
