import { createAccessLog } from '../../observe/index.ts';
import { DESCRIPTOR_SET_BASE64 as SELDON } from '../../protocols/seldon/index.ts';
import { DESCRIPTOR_SET_BASE64 as TENSORFLOW } from '../../protocols/tensorflow/index.ts';
import { DESCRIPTOR_SET_BASE64 as V2 } from '../../protocols/v2/index.ts';
import { DEFAULT_LIMITS, type Door } from '../door.ts';
import type { Method } from '../grpc/call/method.ts';
import { HEALTH_SERVICE, healthMethods } from '../grpc/health/health-methods.ts';
import { openMethodDoor } from '../grpc/open-method-door.ts';
import { parseDescriptorSet } from '../grpc/reflection/descriptor-index.ts';
import { REFLECTION_SERVICES, reflectionMethods } from '../grpc/reflection/reflection-methods.ts';
import { countOn } from '../grpc/seldon/seldon-methods.ts';
import type { PredictorServerOptions } from './open-predictor-server.ts';
import type { Predictor } from './predictor.ts';
import { SELDON_SERVICE, seldonPredictorMethods } from './seldon-methods.ts';
import { TENSORFLOW_SERVICES, tensorflowPredictorMethods } from './tensorflow-methods.ts';
import { V2_SERVICE, v2PredictorMethods } from './v2-methods.ts';

/** Opens the gRPC door of a predictor: its protocol's services, health and reflection. Rejects when the port cannot be bound. */
export function openPredictorGrpc(predictor: Predictor, options: PredictorServerOptions, port: number): Promise<Door> {
  const { host, listen, log } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return openMethodDoor({
    methods: new Map(predictorMethods(predictor).map((method) => [method.path, method])),
    host,
    port,
    listen,
    limits: { ...limits, maxBodyBytes: options.maxMessageBytes ?? limits.maxBodyBytes },
    log,
    accessLog: options.accessLog === true ? createAccessLog(log) : undefined,
    refused: countOn(predictor.metrics.requests('other', 'grpc')),
  });
}

/** Every gRPC method of a predictor. */
export function predictorMethods(predictor: Predictor): readonly Method[] {
  const own = [SELDON_SERVICE, V2_SERVICE, ...TENSORFLOW_SERVICES];
  const services = [...own, HEALTH_SERVICE, ...REFLECTION_SERVICES].sort();
  return [
    ...seldonPredictorMethods(predictor),
    ...v2PredictorMethods(predictor),
    ...tensorflowPredictorMethods(predictor),
    ...healthMethods(new Set(services), { isReady: () => !predictor.isDraining() }),
    ...reflectionMethods(
      () => parseDescriptorSet(...[SELDON, V2, TENSORFLOW].map((set) => Buffer.from(set, 'base64'))),
      services,
    ),
  ];
}
