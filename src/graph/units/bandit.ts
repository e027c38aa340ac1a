import { RadiantError } from '../../base/index.ts';
import type { Call, Payload } from '../../payload/index.ts';
import { planError } from '../plan/plan-error.ts';
import type { StateCells } from '../state/state-store.ts';
import type { BuiltInOptions, BuiltInUnit } from './built-in.ts';
import { createRandom } from './create-random.ts';
import { createUnit, emptyOutcome } from './create-unit.ts';
import { Parameters } from './parameters.ts';

/** What a bandit knows of its branches: two numbers each, in the order of the branches. */
export class Arms {
  readonly count: number;
  readonly #cells: StateCells;

  constructor(count: number, cells: StateCells) {
    this.count = count;
    this.#cells = cells;
  }

  successes(branch: number): number {
    return this.#cells.values[2 * branch] ?? 0;
  }

  tries(branch: number): number {
    return this.#cells.values[2 * branch + 1] ?? 0;
  }

  /** Successes for each try; 0 before the first. */
  value(branch: number): number {
    const tries = this.tries(branch);
    return tries === 0 ? 0 : this.successes(branch) / tries;
  }

  /** Resolves when it is kept. */
  learn(branch: number, successes: number, tries: number): Promise<void> {
    return this.#cells.add([2 * branch, successes, 2 * branch + 1, tries]);
  }
}

/** How one kind of bandit chooses. `learned` is told after each feedback. */
export interface Policy {
  choose(): number;
  learned?(): void;
}

/** Rewards are floats of 32 bits: n of them times n is a whole number but for that. */
const ROUNDING = 1e-6;

/** Opens a router that learns from feedback. `createPolicy` gets its parameters, its branches, and numbers in [0, 1). */
export async function openBandit(
  options: BuiltInOptions,
  word: string,
  createPolicy: (parameters: Parameters, arms: Arms, random: () => number) => Policy,
): Promise<BuiltInUnit> {
  const { name, childCount, state, stateKey, random } = options;
  const parameters = new Parameters(name, options.parameters);
  const count = parameters.number('n_branches', { min: 1, whole: true }) ?? childCount;
  if (childCount === 0 || count !== childCount) {
    throw planError(
      `graph: node ${name}: ${word} has n_branches ${count}, but ${childCount} children; they must be as many`,
    );
  }
  const seed = parameters.number('seed', { whole: true });
  const arms = new Arms(count, await state.open(stateKey, 2 * count));
  const policy = createPolicy(parameters, arms, seed === undefined ? random : createRandom(seed));
  const component = createUnit(name, {
    async sendFeedback(call) {
      const { branch, successes, tries } = readReward(call, name, count);
      await arms.learn(branch, successes, tries);
      policy.learned?.();
      return emptyOutcome();
    },
  });
  return { choose: () => policy.choose(), component };
}

/** A reward is the mean of the rows' rewards, each between 0 and 1; a row that was rewarded is a success. */
function readReward({ feedback, inputs }: Call, name: string, count: number): Reward {
  const { reward = 0, routing } = feedback ?? {};
  if (routing === undefined || routing < 0 || routing >= count) {
    throw badFeedback(
      `router ${name} learns which of its ${count} branches a request went: send back the whole response, whose meta.routing.${name} says it`,
    );
  }
  if (!(reward >= 0 && reward <= 1))
    throw badFeedback(`router ${name} learns from rewards between 0 and 1, not ${reward}`);
  const tries = rowsOf(inputs[0]?.payload);
  return { branch: routing, successes: Math.floor(reward * tries * (1 + ROUNDING) + ROUNDING), tries };
}

interface Reward {
  readonly branch: number;
  readonly successes: number;
  readonly tries: number;
}

/** A feedback without its request is about one row. */
function rowsOf(payload: Payload | undefined): number {
  const shape =
    payload?.kind === 'tensor' ? payload.tensor.shape : payload?.kind === 'list' ? payload.shape : undefined;
  return Math.max(1, shape?.[0] ?? 1);
}

function badFeedback(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_FEEDBACK' });
}
