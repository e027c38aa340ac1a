import { planError } from '../plan/plan-error.ts';
import type { BuiltIn } from './built-in.ts';
import { createRandom } from './create-random.ts';
import { Parameters } from './parameters.ts';

const DEFAULT_RATIO = 0.5;

/** RANDOM_ABTEST: the first of two children with probability `ratioA`, else the second. `seed` makes the choices repeatable. */
export const randomAbtest: BuiltIn = {
  type: 'ROUTER',
  kind: { routes: true },
  open({ name, parameters, childCount, random }) {
    if (childCount !== 2) {
      throw planError(`graph: node ${name}: RANDOM_ABTEST chooses between 2 children, but has ${childCount}`);
    }
    const given = new Parameters(name, parameters);
    const ratio = given.number('ratioA', { min: 0, max: 1 }) ?? DEFAULT_RATIO;
    const seed = given.number('seed', { whole: true });
    const draw = seed === undefined ? random : createRandom(seed);
    return { choose: () => (draw() < ratio ? 0 : 1) };
  },
};
