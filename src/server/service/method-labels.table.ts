import type { Verb } from '../../payload/index.ts';

/** What a verb is called in the label `method` of metrics. */
export const METHOD_LABELS: Readonly<Record<Verb, string>> = {
  aggregate: 'aggregate',
  healthStatus: 'health',
  predict: 'predict',
  route: 'router',
  sendFeedback: 'feedback',
  transformInput: 'inputtransform',
  transformOutput: 'outputtransform',
};
