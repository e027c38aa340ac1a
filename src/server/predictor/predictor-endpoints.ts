import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import { commonEndpoints } from './common-endpoints.ts';
import { describePredictor } from './describe-predictor.ts';
import type { Predictor } from './predictor.ts';
import type { PredictorOptions } from './predictor-options.ts';
import { seldonEndpoints } from './seldon-endpoints.ts';

/** Every path of a predictor. */
export interface PredictorEndpoints {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly find: FindEndpoint;
}

/** The paths of a predictor for the protocol that it speaks. */
export function predictorEndpoints(predictor: Predictor, options: PredictorOptions): PredictorEndpoints {
  const describe = (): string => describePredictor(predictor);
  const common = commonEndpoints(predictor, options.metricsPath ?? '/metrics', describe);
  const { endpoints, find } = seldonEndpoints(predictor);
  const ready = common.get('/ready');
  const status =
    ready === undefined
      ? []
      : ['/api/v1.0/status', '/api/v1.0/health/status'].map((path) => [path, { ...ready, post: false }] as const);
  return { endpoints: new Map([...common, ...endpoints, ...status]), find };
}
