import type { Estimator, InputContract } from './estimator.ts';
import type { Features } from './features.ts';

/** Names for more columns than this are made only where somebody asks for them by `nameOutputs`. */
const MAX_NAMED_COLUMNS = 20_000;

export interface TransformerParts {
  readonly name: string;
  readonly input: InputContract;
  readonly outputCount?: number | undefined;
  /** Default: one output per input, by the same name. */
  readonly nameOutputs?: (inputNames: readonly string[]) => readonly string[] | undefined;
  transform(features: Features): Features;
}

/** A transformer of its parts; the names of its columns follow scikit-learn's get_feature_names_out. */
export function createTransformer(parts: TransformerParts): Estimator {
  const { name, input, transform, outputCount } = parts;
  const nameOutputs = parts.nameOutputs ?? ((names: readonly string[]): readonly string[] => names);
  const base: Estimator = { name, input, transform, nameOutputs };
  const counted = outputCount === undefined ? base : { ...base, outputCount };
  return withOutputNames(counted, outputCount);
}

/** Adds outputNames, from the names that it was fitted with or x0, x1, ... */
export function withOutputNames(estimator: Estimator, outputCount: number | undefined): Estimator {
  const { input, nameOutputs } = estimator;
  if (nameOutputs === undefined || (outputCount ?? 0) > MAX_NAMED_COLUMNS) return estimator;
  // Texts have no columns: names of what is made of them need none.
  const inputNames = input.featureNames ?? (input.kind === 'text' ? [] : defaultNames(input.featureCount));
  const outputNames = inputNames === undefined ? undefined : nameOutputs(inputNames);
  return outputNames === undefined ? estimator : { ...estimator, outputNames };
}

/** x0, x1, ...: scikit-learn's names for columns without any; undefined where there are too many or an unknown number. */
export function defaultNames(count: number | undefined): readonly string[] | undefined {
  if (count === undefined || count > MAX_NAMED_COLUMNS) return undefined;
  return Array.from({ length: count }, (_, i) => `x${i}`);
}
