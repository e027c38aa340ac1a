import type { Estimator } from './estimator.ts';
import type { Features } from './features.ts';

type Answers = Pick<
  Estimator,
  'classes' | 'predict' | 'predictProba' | 'predictLogProba' | 'decisionFunction' | 'scoreSamples'
>;

/** The answering methods of an inner estimator, those that it has, for input that `prepare` brings into its form. */
export function delegateAnswers(inner: Estimator, prepare?: (features: Features) => Features): Answers {
  const wrap = <T>(method: ((features: Features) => T) | undefined): ((features: Features) => T) | undefined => {
    if (method === undefined) return undefined;
    return prepare === undefined ? (x) => method(x) : (x) => method(prepare(x));
  };
  const [predict, predictProba] = [wrap(inner.predict), wrap(inner.predictProba)];
  const [predictLogProba, decisionFunction] = [wrap(inner.predictLogProba), wrap(inner.decisionFunction)];
  const scoreSamples = wrap(inner.scoreSamples);
  return {
    ...(inner.classes && { classes: inner.classes }),
    ...(predict && { predict }),
    ...(predictProba && { predictProba }),
    ...(predictLogProba && { predictLogProba }),
    ...(decisionFunction && { decisionFunction }),
    ...(scoreSamples && { scoreSamples }),
  };
}
