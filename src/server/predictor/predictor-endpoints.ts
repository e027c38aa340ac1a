import type { Endpoint, FindEndpoint } from '../rest/endpoint.ts';
import { describePredictor } from './describe-predictor.ts';
import type { Predictor } from './predictor.ts';
import type { PredictorOptions } from './predictor-options.ts';
import { seldonEndpoints } from './seldon-endpoints.ts';
import { sharedEndpoints } from './shared-endpoints.ts';
import { tensorflowEndpoints } from './tensorflow-endpoints.ts';
import { v2Endpoints } from './v2-endpoints.ts';

/** Other names of /ready. */
const STATUS_PATHS = ['/api/v1.0/status', '/api/v1.0/health/status'];

/** Every path of a predictor. */
export interface PredictorEndpoints {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly find: FindEndpoint;
}

/** The paths of a predictor: those of every protocol, whatever its nodes speak. */
export function predictorEndpoints(predictor: Predictor, options: PredictorOptions): PredictorEndpoints {
  const describe = (): string => describePredictor(predictor);
  const common = sharedEndpoints(predictor, options.metricsPath ?? '/metrics', describe);
  const seldon = seldonEndpoints(predictor);
  const v2 = v2Endpoints(predictor);
  const tensorflow = tensorflowEndpoints(predictor);
  const ready = common.get('/ready');
  const status = ready === undefined ? [] : STATUS_PATHS.map((path) => [path, { ...ready, post: false }] as const);
  return {
    endpoints: new Map([...common, ...seldon.endpoints, ...v2.endpoints, ...status]),
    find: (path, req) => seldon.find(path, req) ?? v2.find(path, req) ?? tensorflow.find(path, req),
  };
}
