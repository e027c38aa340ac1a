import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCase } from './check-case.ts';
import { readIndex } from './golden-model.ts';
import { PENDING_KINDS } from './pending.table.ts';

/** Paths of the reference cases by kind: `tree/random-forest` -> its versions. ONNX has a test of its own: it needs its runtime. */
const native = readIndex().filter(({ family }) => family !== 'onnx');
const kinds = Map.groupBy(native, ({ path }) => path.split('/').slice(0, 2).join('/'));

for (const [kind, cases] of kinds) {
  const pending = PENDING_KINDS[kind];
  if (pending === undefined) {
    test(`${kind} agrees with Python in ${cases.length} versions`, async () => {
      for (const { path } of cases) assert.deepEqual(await checkCase(path), [], path);
    });
  } else test(`${kind} agrees with Python`, { todo: pending });
}

test('nothing on the pending list runs natively', async () => {
  const landed: string[] = [];
  for (const kind of Object.keys(PENDING_KINDS)) {
    const cases = kinds.get(kind);
    assert.ok(cases !== undefined, `${kind} is no reference kind`);
    const results = await Promise.all(cases.map(({ path }) => checkCase(path)));
    if (results.every((problems) => problems.length === 0)) landed.push(kind);
  }
  assert.deepEqual(landed, [], 'these agree now: take them off the list');
});
