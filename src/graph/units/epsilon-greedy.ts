import { type Arms, openBandit, type Policy } from './bandit.ts';
import type { BuiltIn } from './built-in.ts';
import type { Parameters } from './parameters.ts';

const DEFAULT_EPSILON = 0.1;

/**
 * EPSILON_GREEDY: the branch with the most successes for each try, but with probability `epsilon` one of the others at random.
 * Source: R. Sutton and A. Barto, Reinforcement Learning, section 2.2; exploring leaves out the best branch, as Seldon's component does.
 */
export const epsilonGreedy: BuiltIn = {
  type: 'ROUTER',
  learns: true,
  open: (options) => openBandit(options, 'EPSILON_GREEDY', createPolicy),
};

function createPolicy(parameters: Parameters, arms: Arms, random: () => number): Policy {
  const epsilon = parameters.number('epsilon', { min: 0, max: 1 }) ?? DEFAULT_EPSILON;
  const given = parameters.number('best_branch', { min: 0, max: arms.count - 1, whole: true });
  let best = given ?? Math.floor(random() * arms.count);
  const findBest = (): void => {
    best = argmax(arms, best, random);
  };
  if (arms.tries(best) > 0 || given === undefined) findBest();
  return {
    choose() {
      // Replicas that share what they learn may have found a better one meanwhile.
      if (isBeaten(arms, best)) findBest();
      if (arms.count === 1 || random() >= epsilon) return best;
      const other = Math.floor(random() * (arms.count - 1));
      return other < best ? other : other + 1;
    },
    learned: findBest,
  };
}

function isBeaten(arms: Arms, best: number): boolean {
  const value = arms.value(best);
  for (let branch = 0; branch < arms.count; branch++) if (arms.value(branch) > value) return true;
  return false;
}

/** The best branch; of several, `current` if it is one of them, else one at random. */
function argmax(arms: Arms, current: number, random: () => number): number {
  let top = arms.value(current);
  for (let branch = 0; branch < arms.count; branch++) top = Math.max(top, arms.value(branch));
  if (arms.value(current) === top) return current;
  const ties: number[] = [];
  for (let branch = 0; branch < arms.count; branch++) if (arms.value(branch) === top) ties.push(branch);
  return ties[Math.floor(random() * ties.length)] ?? current;
}
