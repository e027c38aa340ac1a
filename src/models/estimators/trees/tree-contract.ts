import type { DescribedObject } from '../../formats/described.ts';
import type { InputContract, LoadContext } from '../estimator.ts';
import { isBefore } from '../load-estimator.ts';
import { readInputContract } from '../read-input-contract.ts';

/** Criteria of trees that can be fitted with missing values. */
const TAKES_MISSING = ['gini', 'entropy', 'log_loss', 'squared_error', 'friedman_mse', 'poisson'];

/** Trees take missing values from scikit-learn 1.3 on, forests from 1.4, extra trees from 1.6, unless they are monotonic. */
export function treeContract(object: DescribedObject, featureCount: number, context: LoadContext): InputContract {
  const isExtra = object.name.startsWith('Extra');
  const isForest = object.name.includes('Forest') || object.name.startsWith('ExtraTrees');
  const since = isExtra ? [1, 6] : isForest ? [1, 4] : [1, 3];
  const isMonotonic = (object.state.get('monotonic_cst') ?? null) !== null;
  const allowsNaN =
    context.version.length > 0 &&
    !isBefore(context.version, since) &&
    TAKES_MISSING.includes(String(object.state.get('criterion'))) &&
    !isMonotonic;
  return readInputContract(object, { featureCount, source: 'tree_', allowsNaN });
}
