import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decompressLz4 } from './lz4.ts';

const HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0];
const END = [0, 0, 0, 0];

/** A block: the literals, `count` bytes that stand `literals.length` before the end, five more literals. */
function blockOf(literals: readonly number[], count: number): readonly number[] {
  const rest = count - 4 - 15;
  const lengths = [...new Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
  const block = [(literals.length << 4) | 15, ...literals, literals.length, 0, ...lengths, 0x50, 1, 2, 3, 4, 5];
  return [block.length & 255, (block.length >> 8) & 255, block.length >> 16, 0, ...block];
}

for (const [literals, count] of [
  [[7], 19],
  [[7], 1000],
  [[1, 2, 3], 63],
  [[1, 2, 3], 64],
  [[1, 2, 3], 1001],
] as const) {
  test(`${literals.length} bytes of lz4 repeat over ${count} bytes`, () => {
    const repeated = Array.from({ length: literals.length + count }, (_, i) => literals[i % literals.length]!);
    const bytes = Uint8Array.from([...HEADER, ...blockOf(literals, count), ...END]);
    assert.deepEqual(Array.from(decompressLz4(bytes)), [...repeated, 1, 2, 3, 4, 5]);
  });
}

test('a bomb in lz4 is refused before memory is taken for it', () => {
  const block = blockOf([0], 4 * 2 ** 20);
  const blocks = Array.from({ length: 256 }, () => block).flat();
  const bytes = Uint8Array.from([...HEADER, ...blocks, ...END]);
  const before = process.memoryUsage().arrayBuffers;
  assert.throws(() => decompressLz4(bytes), /decompressed size is beyond the limit of \d+ bytes .*bomb/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 20);
});
