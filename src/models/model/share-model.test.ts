import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createDense } from '../estimators/features.ts';
import { reachedFrom } from '../formats/release-described.ts';
import { loadShareableModel, openSharedModel, type SharedModel } from './share-model.ts';

const MODELS = new URL('../../../tests/golden/models/', import.meta.url);
const ROWS = 100;

const FORESTS = [
  { name: 'a forest', file: 'tree/random-forest/sk-1.9.1/model.joblib', columns: 5 },
  { name: 'gradient boosting', file: 'boosting/gradient-boosting-binary/sk-1.9.1/model.joblib', columns: 5 },
  {
    name: 'histogram gradient boosting',
    file: 'boosting/hist-gradient-boosting-binary/sk-1.9.1/model.joblib',
    columns: 5,
  },
] as const;

/** The buffers of all nodes, and whether trees still hold what the file said of them. */
function look(shared: SharedModel): { readonly buffers: Set<ArrayBufferLike>; readonly fileNodes: number } {
  assert.ok(shared.kind === 'described');
  const buffers = new Set<ArrayBufferLike>();
  let fileNodes = 0;
  for (const value of reachedFrom(shared.root)) {
    if (value.kind !== 'object') continue;
    if (/^Tree(Predictor)?$/.test(value.name)) fileNodes += value.state.size;
    for (const table of value.packed?.tables ?? []) {
      const { forest = table } = table as { forest?: unknown };
      buffers.add((forest as { words: Int32Array }).words.buffer);
    }
  }
  return { buffers, fileNodes };
}

for (const { name, file, columns } of FORESTS) {
  test(`${name} lies in one memory, which all threads share`, async () => {
    const model = await loadShareableModel(readFileSync(new URL(file, MODELS)), 0);
    const first = model.share(1);
    const { buffers, fileNodes } = look(first);
    assert.equal(fileNodes, 0);
    for (const buffer of buffers) assert.ok(buffer instanceof SharedArrayBuffer);
    assert.ok(buffers.size > 0);
    const others = [structuredClone(first), structuredClone(model.share(2))];
    assert.deepEqual(look(model.share(2)).buffers, buffers, 'it is moved once');
    // A byte of the first page, which no kernel reads.
    for (const buffer of buffers) new Uint8Array(buffer)[0] = 7;
    for (const buffer of others.flatMap((other) => [...look(other).buffers]))
      assert.equal(new Uint8Array(buffer)[0], 7);
    const x = createDense(
      ROWS,
      columns,
      Float64Array.from({ length: ROWS * columns }, (_, i) => Math.sin(i)),
    );
    const wanted = model.estimator.predict!(x);
    for (const other of others) assert.deepEqual((await openSharedModel(other)).predict!(x), wanted);
  });
}
