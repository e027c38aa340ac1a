import type { Verb } from '../../payload/index.ts';

/** What a request can ask for: a verb of the component, the metadata, or anything else (ping, docs, unknown paths). */
export type RequestMethod = Verb | 'metadata' | 'other';

/** The words that Seldon's label `method` has for the verbs. */
export const METHOD_LABEL: Readonly<Record<RequestMethod, string>> = {
  aggregate: 'aggregate',
  healthStatus: 'health',
  metadata: 'metadata',
  other: 'other',
  predict: 'predict',
  route: 'router',
  sendFeedback: 'feedback',
  transformInput: 'inputtransform',
  transformOutput: 'outputtransform',
};
