import type { ComponentInfo, Verb } from '../../payload/index.ts';

/** What a protocol that knows no verbs means: a prediction, or of a transformer, which has nothing to predict, its transformation. */
export function predictionVerb({ verbs, rawVerbs }: ComponentInfo): Verb {
  const has = (verb: Verb): boolean => verbs.has(verb) || rawVerbs.has(verb);
  if (has('predict')) return 'predict';
  if (has('transformInput')) return 'transformInput';
  return has('transformOutput') ? 'transformOutput' : 'predict';
}
