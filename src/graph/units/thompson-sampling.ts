import { type Arms, openBandit, type Policy } from './bandit.ts';
import type { BuiltIn } from './built-in.ts';
import type { Parameters } from './parameters.ts';
import { sampleBeta } from './sample-beta.ts';

/**
 * THOMPSON_SAMPLING: each branch with the probability that it is the best, given what feedback told: the largest of one draw from
 * Beta(1 + successes, 1 + failures) for each. Source: S. Agrawal and N. Goyal, Analysis of Thompson Sampling for the multi-armed bandit
 * problem, COLT 2012, algorithm 1.
 */
export const thompsonSampling: BuiltIn = {
  type: 'ROUTER',
  learns: true,
  open: (options) => openBandit(options, 'THOMPSON_SAMPLING', createPolicy),
};

function createPolicy(_parameters: Parameters, arms: Arms, random: () => number): Policy {
  return {
    choose() {
      let best = 0;
      let largest = -1;
      for (let branch = 0; branch < arms.count; branch++) {
        const successes = arms.successes(branch);
        const draw = sampleBeta(1 + successes, 1 + arms.tries(branch) - successes, random);
        if (draw > largest) [best, largest] = [branch, draw];
      }
      return best;
    },
  };
}
