import { simulateFixed, simulateRetiring } from '../../tests/graph/fixtures/simulate-bandit.ts';

/** `node benchmarks/graph/bandits.ts [ROUNDS]`: the regret of bandits in simulations, as the tables of README.md. */
const rounds = Number(process.argv[2] ?? 1_000_000);

/** Table 1 of Chapelle and Li (2011), Thompson sampling. */
const PAPER: readonly (readonly [delay: number, regret: number])[] = [
  [1, 9_105],
  [10, 9_049],
  [100, 11_550],
  [1000, 59_256],
];
const GAP = 0.1;
const RATES = [0.5, ...new Array<number>(9).fill(0.5 - GAP)];

console.log('| feedback every | paper | THOMPSON_SAMPLING | ratio |\n| --- | --- | --- | --- |');
for (const [delay, paper] of PAPER) {
  const regret = await simulateRetiring({ word: 'THOMPSON_SAMPLING', rounds, seed: 1, delay });
  console.log(`| ${delay} | ${paper} | ${regret.toFixed(0)} | ${((regret / paper) * (1e6 / rounds)).toFixed(2)} |`);
}

console.log('\n| requests | EPSILON_GREEDY 0.1 | THOMPSON_SAMPLING | by chance |\n| --- | --- | --- | --- |');
for (const count of [1_000, 10_000, 100_000]) {
  const greedy = await simulateFixed({ word: 'EPSILON_GREEDY', rounds: count, seed: 1 }, RATES);
  const thompson = await simulateFixed({ word: 'THOMPSON_SAMPLING', rounds: count, seed: 1 }, RATES);
  const chance = (count * GAP * (RATES.length - 1)) / RATES.length;
  console.log(`| ${count} | ${greedy.toFixed(0)} | ${thompson.toFixed(0)} | ${chance.toFixed(0)} |`);
}
