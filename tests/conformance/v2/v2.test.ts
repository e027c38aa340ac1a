import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { V2_DIFFERENCES } from './differences.table.ts';
import { closeGoldenServers, type GoldenServers, openGoldenServers } from './open-golden-server.ts';
import { replayV2, type V2Result, v2GoldenNames } from './replay.ts';

const PAGE = readFileSync(new URL('../../../docs/reference/compatibility-v2.md', import.meta.url), 'utf8');

describe('what was recorded of MLServer', () => {
  let servers: GoldenServers;
  const all: V2Result[] = [];
  before(async () => {
    servers = await openGoldenServers();
  });
  after(() => closeGoldenServers(servers));

  for (const name of v2GoldenNames()) {
    test(`${name} is answered as recorded, or better where the compatibility page says so`, async () => {
      const results = await replayV2(name, servers);
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
    const used = new Set(all.map(({ excusedBy }) => excusedBy));
    assert.deepEqual(
      V2_DIFFERENCES.filter(({ name }) => !used.has(name)).map(({ name }) => name),
      [],
    );
  });
});

test('every deliberate difference of V2 has its row in the compatibility page, and every row its difference', () => {
  const rows = PAGE.split('\n').filter((line) => line.startsWith('| V2: '));
  const wanted = V2_DIFFERENCES.map(({ name, reason, cases, recorded }) => {
    const answered = recorded === undefined ? '' : `, answered ${recorded.join(', ')}`;
    return `| ${name} | ${reason} | \`${cases.source.replaceAll('|', '\\|')}\`${answered} |`;
  });
  assert.deepEqual(rows, wanted);
});
