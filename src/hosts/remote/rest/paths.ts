import type { RemoteCall, WireProtocol } from '../../../graph/index.ts';

type Target = readonly [method: 'GET' | 'POST', path: string];

/** Paths by protocol and verb; NAME stands for the model's name. Where V2 and TensorFlow have no word, Seldon's executor made one. */
const TARGETS: Readonly<Record<WireProtocol, Readonly<Record<RemoteCall['verb'], Target>>>> = {
  seldon: {
    aggregate: ['POST', '/aggregate'],
    healthStatus: ['GET', '/health/status'],
    metadata: ['GET', '/metadata'],
    predict: ['POST', '/predict'],
    route: ['POST', '/route'],
    sendFeedback: ['POST', '/send-feedback'],
    transformInput: ['POST', '/transform-input'],
    transformOutput: ['POST', '/transform-output'],
  },
  tensorflow: {
    aggregate: ['POST', '/v1/models/NAME:aggregate'],
    healthStatus: ['GET', '/v1/models/NAME'],
    metadata: ['GET', '/v1/models/NAME/metadata'],
    predict: ['POST', '/v1/models/NAME:predict'],
    route: ['POST', '/v1/models/NAME:route'],
    sendFeedback: ['POST', '/v1/models/NAME:feedback'],
    transformInput: ['POST', '/v1/models/NAME:predict'],
    transformOutput: ['POST', '/v1/models/NAME:predict'],
  },
  v2: {
    aggregate: ['POST', '/v2/models/NAME/aggregate'],
    healthStatus: ['GET', '/v2/models/NAME/ready'],
    metadata: ['GET', '/v2/models/NAME'],
    predict: ['POST', '/v2/models/NAME/infer'],
    route: ['POST', '/v2/models/NAME/route'],
    sendFeedback: ['POST', '/v2/models/NAME/feedback'],
    transformInput: ['POST', '/v2/models/NAME/infer'],
    transformOutput: ['POST', '/v2/models/NAME/infer'],
  },
};

/** What answers 200 when the whole server is ready; TensorFlow Serving has no such path. */
export const HEALTH_PATH: Readonly<Record<WireProtocol, string | undefined>> = {
  seldon: '/api/v1.0/health/status',
  tensorflow: undefined,
  v2: '/v2/health/ready',
};

/** Method and path of a call. */
export function restTarget(
  protocol: WireProtocol,
  verb: RemoteCall['verb'],
  modelName: string,
): { readonly method: 'GET' | 'POST'; readonly path: string } {
  const [method, path] = TARGETS[protocol][verb];
  return { method, path: protocol === 'seldon' ? path : path.replace('NAME', encodeURIComponent(modelName)) };
}
