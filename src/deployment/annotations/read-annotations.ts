import type { EnvVar, PredictorSpec, SeldonDeployment, StringMap } from '../types.ts';

const DEFAULT_QUEUE_SIZE = 10_000;
const DEFAULT_WRITE_TIMEOUT_MS = 2000;
/** Every other annotation of this beginning is a variable of what runs the graph. */
const ENGINE = 'seldon.io/engine-';

/** What the annotations of a deployment say. A value that is no number counts as absent; `parseDeployment` warns of it. */
export interface DeploymentAnnotations {
  readonly separateEngine: boolean;
  readonly noStorageInitializer: boolean;
  readonly headlessServices: boolean;
  /** Payload log entries that may wait. */
  readonly loggerQueueSize: number;
  readonly loggerWriteTimeoutMs: number;
  /** `seldon.io/engine-some-thing` as SOME_THING, sorted by key. */
  readonly engineEnv: readonly EnvVar[];
}

/** What the annotations of a predictor say, those of the spec behind them. */
export interface PredictorAnnotations {
  readonly noEngine: boolean;
  /** Name of the predictor's Service where it is given. */
  readonly serviceName: string | undefined;
  /** Of a REST call to a node. */
  readonly restTimeoutMs: number | undefined;
  /** Of a gRPC call to a node. */
  readonly grpcTimeoutMs: number | undefined;
  readonly grpcMaxMessageBytes: number | undefined;
}

/** Reads the annotations of a deployment: those of the spec, then (where Seldon does so) those of the metadata. */
export function readDeploymentAnnotations({ metadata, spec }: SeldonDeployment): DeploymentAnnotations {
  const own = spec.annotations ?? {};
  const both = { ...metadata.annotations, ...own };
  return {
    separateEngine: own['seldon.io/engine-separate-pod']?.toLowerCase() === 'true',
    noStorageInitializer: own['seldon.io/no-storage-initializer']?.toLowerCase() === 'true',
    headlessServices: (both['seldon.io/headless-svc'] ?? 'false') !== 'false',
    loggerQueueSize: readCount(both, 'seldon.io/executor-logger-queue-size') ?? DEFAULT_QUEUE_SIZE,
    loggerWriteTimeoutMs: readCount(both, 'seldon.io/executor-logger-write-timeout-ms') ?? DEFAULT_WRITE_TIMEOUT_MS,
    engineEnv: readEngineEnv(own),
  };
}

/** Reads the annotations that concern one predictor. */
export function readPredictorAnnotations(deployment: SeldonDeployment, predictor: PredictorSpec): PredictorAnnotations {
  const own = predictor.annotations ?? {};
  const pod = { ...deployment.spec.annotations, ...own };
  return {
    noEngine: own['seldon.io/no-engine']?.toLowerCase() === 'true',
    serviceName: own['seldon.io/svc-name'],
    restTimeoutMs: readCount(pod, 'seldon.io/rest-timeout'),
    grpcTimeoutMs: readCount(pod, 'seldon.io/grpc-timeout'),
    grpcMaxMessageBytes: readCount(pod, 'seldon.io/grpc-max-message-size'),
  };
}

function readEngineEnv(annotations: StringMap): readonly EnvVar[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith(ENGINE) && key !== 'seldon.io/engine-separate-pod')
    .sort()
    .map((key) => ({
      name: key.slice(ENGINE.length).toUpperCase().replaceAll('-', '_'),
      value: annotations[key]!,
    }));
}

function readCount(annotations: StringMap, key: string): number | undefined {
  const text = annotations[key];
  return text !== undefined && isCount(text) ? Number(text) : undefined;
}

/** Whether a text is a whole number that is not negative. */
export function isCount(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
