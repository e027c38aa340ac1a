import { RadiantError } from '../../base/index.ts';
import type { Estimator } from '../../models/index.ts';
import { METHODS, type MethodName, type RunMethod } from './methods.table.ts';

export interface ChosenMethod {
  readonly name: MethodName;
  readonly run: RunMethod;
}

/**
 * The method that answers: the wanted one, else the best that the model has. Throws INVALID_ARGUMENT naming those
 * that it has when it lacks the wanted one.
 */
export function chooseMethod(estimator: Estimator, wanted: string | undefined): ChosenMethod {
  const names = Object.keys(METHODS) as MethodName[];
  const there = names.filter((name) => METHODS[name](estimator) !== undefined);
  const name = wanted === undefined ? there[0] : there.find((one) => one === wanted);
  const run = name === undefined ? undefined : METHODS[name](estimator);
  if (name !== undefined && run !== undefined) return { name, run };
  const has = there.length === 0 ? 'none that can be served' : there.join(', ');
  const lacks = wanted === undefined ? '' : ` no method ${JSON.stringify(wanted)};`;
  throw new RadiantError('INVALID_ARGUMENT', `${estimator.name} has${lacks}${lacks && ' its methods are:'} ${has}`, {
    reason: 'NO_SUCH_METHOD',
  });
}
