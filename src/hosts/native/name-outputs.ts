import type { Estimator, ModelMethod } from '../../models/index.ts';

/** Names of the answer's columns: class labels of scores per class, or what a transformer says; undefined when it has none. */
export function nameOutputs(estimator: Estimator, method: ModelMethod): readonly string[] | undefined {
  switch (method) {
    case 'predict_proba':
    case 'predict_log_proba':
      return classNames(estimator, 2);
    case 'decision_function':
      return classNames(estimator, 3);
    case 'transform': {
      const { featureNames } = estimator.input;
      return (featureNames && estimator.nameOutputs?.(featureNames)) ?? estimator.outputNames;
    }
    default:
      return undefined;
  }
}

/** Scores of two classes are one column, probabilities two; with several outputs no names fit all. */
function classNames({ classes }: Estimator, fewest: number): readonly string[] | undefined {
  const [labels] = classes ?? [];
  if (labels === undefined || classes?.length !== 1 || labels.data.length < fewest) return undefined;
  return Array.from(labels.data as ArrayLike<unknown>, (label) =>
    labels.dtype === 'bool' ? (label === 1 ? 'True' : 'False') : String(label),
  );
}
