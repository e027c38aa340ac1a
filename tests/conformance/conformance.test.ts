import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openSurroundings } from './open-surroundings.ts';
import type { CaseResult } from './replay.ts';
import { goldenNames, replayGolden, unusedDifferences } from './replay-golden.ts';

describe('what was recorded of Seldon Core', () => {
  let surroundings: Awaited<ReturnType<typeof openSurroundings>>;
  const all: CaseResult[] = [];
  before(async () => {
    surroundings = await openSurroundings();
  });
  after(() => surroundings.close());

  for (const name of goldenNames()) {
    test(`${name} is answered as recorded, or better where the compatibility page says so`, async () => {
      const results = await replayGolden(name, { around: surroundings, jobs: 2 });
      all.push(...results);
      const failed = results.filter(({ problems }) => problems.length > 0);
      assert.deepEqual(
        failed.map(({ id, problems }) => `${id}: ${problems.join('; ')}`),
        [],
      );
      assert.ok(results.length > 0, 'the file has cases');
    });
  }

  test('no deliberate difference is stale', () => {
    assert.deepEqual(unusedDifferences(all), []);
  });
});
