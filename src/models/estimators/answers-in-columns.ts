import type { Described, DescribedObject } from '../formats/described.ts';
import { isObject, itemsOf } from './read-attributes.ts';

/** Estimators in each other, as far as this looks. */
const MAX_DEPTH = 60;

/**
 * True where transform gives a data frame in the original library: `set_output(transform="pandas")` was called before the model was saved.
 * A pipeline gives what its last step gives, a search what its best estimator gives.
 */
export function answersInColumns(root: Described): boolean {
  let value: Described | undefined = root;
  for (let depth = 0; depth < MAX_DEPTH && isObject(value); depth++) {
    const config = value.state.get('_sklearn_output_config');
    if (typeof config === 'object' && config !== null && 'kind' in config && config.kind === 'dict') {
      return config.entries.get('transform') === 'pandas';
    }
    value = innerOf(value);
  }
  return false;
}

function innerOf({ state }: DescribedObject): Described | undefined {
  const last = itemsOf(state.get('steps'))?.at(-1);
  return last === undefined ? state.get('best_estimator_') : itemsOf(last)?.[1];
}
