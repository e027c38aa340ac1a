import { averageCombiner } from './average-combiner.ts';
import type { BuiltIn } from './built-in.ts';
import { epsilonGreedy } from './epsilon-greedy.ts';
import { randomAbtest } from './random-abtest.ts';
import { simpleModel } from './simple-model.ts';
import { simpleRouter } from './simple-router.ts';
import { thompsonSampling } from './thompson-sampling.ts';

/** The units that come with the graph, by the word that `implementation` names them with. */
export const BUILT_INS = {
  AVERAGE_COMBINER: averageCombiner,
  EPSILON_GREEDY: epsilonGreedy,
  RANDOM_ABTEST: randomAbtest,
  SIMPLE_MODEL: simpleModel,
  SIMPLE_ROUTER: simpleRouter,
  THOMPSON_SAMPLING: thompsonSampling,
} as const satisfies Readonly<Record<string, BuiltIn>>;
