import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUILT_IN_UNITS } from '../../deployment/index.ts';
import { createMemoryStateStore } from '../state/memory-state-store.ts';
import type { BuiltIn, BuiltInUnit } from './built-in.ts';
import { createRandom } from './create-random.ts';
import { BUILT_INS } from './registry.ts';

const LOG = { debug() {}, info() {}, warning() {}, error() {}, child: () => LOG };

function open(
  word: keyof typeof BUILT_INS,
  parameters: Readonly<Record<string, string>>,
  childCount: number,
): Promise<BuiltInUnit> {
  const builtIn: BuiltIn = BUILT_INS[word];
  const list = Object.entries(parameters).map(([name, value]) => ({ name, value, type: 'STRING' }));
  const options = {
    name: 'n',
    stateKey: 'd/p/n',
    parameters: list,
    childCount,
    random: createRandom(1),
    state: createMemoryStateStore(),
    log: LOG,
  };
  return Promise.resolve(builtIn.open(options));
}

test('the graph has every unit that deployments may name, and no other', () => {
  assert.deepEqual(Object.keys(BUILT_INS).sort(), Object.keys(BUILT_IN_UNITS).sort());
});

/** How often each branch is taken. */
function shares(unit: BuiltInUnit, branches: number, rounds: number): number[] {
  const counts = new Array<number>(branches).fill(0);
  for (let i = 0; i < rounds; i++) {
    const branch = unit.choose?.() ?? -1;
    counts[branch] = (counts[branch] ?? 0) + 1;
  }
  return counts.map((count) => count / rounds);
}

function feedback(unit: BuiltInUnit, routing: number, reward: number): Promise<unknown> {
  const call = {
    verb: 'sendFeedback',
    inputs: [],
    meta: undefined,
    keepLists: true,
    feedback: { reward, routing, truth: undefined },
  } as const;
  return Promise.resolve(unit.component?.call(call));
}

describe('RANDOM_ABTEST', () => {
  for (const { ratio, expect } of [
    { ratio: '0', expect: 0 },
    { ratio: '0.3', expect: 0.3 },
    { ratio: '1', expect: 1 },
  ]) {
    test(`takes its first child in ${ratio} of all requests`, async () => {
      const unit = await open('RANDOM_ABTEST', { ratioA: ratio }, 2);
      assert.ok(Math.abs((shares(unit, 2, 100_000)[0] ?? -1) - expect) < 0.005);
    });
  }

  test('chooses the same again with the same seed', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => open('RANDOM_ABTEST', { seed: '7' }, 2)));
    const take = (unit: BuiltInUnit | undefined): unknown[] => Array.from({ length: 50 }, () => unit?.choose?.());
    assert.deepEqual(take(a), take(b));
  });
});

describe('EPSILON_GREEDY', () => {
  test('takes the best of three branches in nine of ten requests, before any feedback too', async () => {
    const unit = await open('EPSILON_GREEDY', { best_branch: '0', epsilon: '0.1' }, 3);
    const [best = 0, second = 0, third = 0] = shares(unit, 3, 100_000);
    assert.ok(Math.abs(best - 0.9) < 0.009);
    assert.ok(Math.abs(second - third) < 0.005);
  });

  test('changes over to the branch that feedback likes', async () => {
    const unit = await open('EPSILON_GREEDY', { best_branch: '0', epsilon: '0' }, 3);
    await feedback(unit, 0, 0);
    await feedback(unit, 2, 1);
    assert.deepEqual(shares(unit, 3, 100), [0, 0, 1]);
  });

  test('works with one branch', async () => {
    assert.deepEqual(shares(await open('EPSILON_GREEDY', {}, 1), 1, 100), [1]);
  });

  for (const { name, routing, reward, expect } of [
    { name: 'a reward of 2', routing: 0, reward: 2, expect: /between 0 and 1, not 2/ },
    { name: 'a branch that is not there', routing: 5, reward: 1, expect: /which of its 3 branches/ },
  ]) {
    test(`refuses ${name}`, async () => {
      const unit = await open('EPSILON_GREEDY', {}, 3);
      await assert.rejects(feedback(unit, routing, reward), { reason: 'BAD_FEEDBACK', message: expect });
    });
  }
});

describe('THOMPSON_SAMPLING', () => {
  test('finds the best of four branches with little regret', async () => {
    // As in the simulations of Chapelle and Li, An Empirical Evaluation of Thompson Sampling (2011), but with four arms: one of 0.5, the
    // others 0.1 worse. The regret after T requests is bounded by O(log T); taking every branch alike would lose 0.075 a request.
    const unit = await open('THOMPSON_SAMPLING', {}, 4);
    const rates = [0.4, 0.5, 0.4, 0.4];
    const reward = createRandom(3);
    const rounds = 5_000;
    let regret = 0;
    for (let i = 0; i < rounds; i++) {
      const branch = unit.choose?.() ?? 0;
      const rate = rates[branch] ?? 0;
      regret += 0.5 - rate;
      await feedback(unit, branch, reward() < rate ? 1 : 0);
    }
    assert.ok(regret < 90, `the regret is ${regret}`);
    assert.ok((shares(unit, 4, 2_000)[1] ?? 0) > 0.9);
  });
});
