import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PredictorSpec, SeldonDeployment, StringMap } from '../types.ts';
import { readDeploymentAnnotations, readPredictorAnnotations } from './read-annotations.ts';

function make(
  spec: StringMap,
  metadata: StringMap = {},
  predictor: StringMap = {},
): readonly [SeldonDeployment, PredictorSpec] {
  const one: PredictorSpec = {
    name: 'p',
    graph: { name: 'm', children: [], parameters: [] },
    componentSpecs: [],
    annotations: predictor,
  };
  const deployment: SeldonDeployment = {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: 'd', annotations: metadata },
    spec: { predictors: [one], annotations: spec },
  };
  return [deployment, one];
}

test('without annotations everything is as Seldon has it', () => {
  const [deployment, predictor] = make({});
  assert.deepEqual(readDeploymentAnnotations(deployment), {
    separateEngine: false,
    noStorageInitializer: false,
    headlessServices: false,
    loggerQueueSize: 10_000,
    loggerWriteTimeoutMs: 2000,
    engineEnv: [],
  });
  assert.deepEqual(readPredictorAnnotations(deployment, predictor), {
    noEngine: false,
    serviceName: undefined,
    restTimeoutMs: undefined,
    grpcTimeoutMs: undefined,
    grpcMaxMessageBytes: undefined,
  });
});

test('the spec comes before the metadata, and some annotations are for the spec only', () => {
  const metadata = {
    'seldon.io/engine-separate-pod': 'true',
    'seldon.io/headless-svc': 'yes',
    'seldon.io/executor-logger-queue-size': '5',
    'seldon.io/executor-logger-write-timeout-ms': '7',
  };
  const [deployment] = make({ 'seldon.io/executor-logger-queue-size': '6' }, metadata);
  const read = readDeploymentAnnotations(deployment);
  assert.deepEqual(
    [read.separateEngine, read.headlessServices, read.loggerQueueSize, read.loggerWriteTimeoutMs],
    [false, true, 6, 7],
  );
});

test('engine annotations are variables, but for the one that separates it', () => {
  const [deployment] = make({
    'seldon.io/engine-separate-pod': 'TRUE',
    'seldon.io/engine-log-level': 'debug',
    'seldon.io/engine-a': '1',
  });
  const { separateEngine, engineEnv } = readDeploymentAnnotations(deployment);
  assert.equal(separateEngine, true);
  assert.deepEqual(engineEnv, [
    { name: 'A', value: '1' },
    { name: 'LOG_LEVEL', value: 'debug' },
  ]);
});

test('a predictor overrides the spec; what is no number counts as absent', () => {
  const [deployment, predictor] = make(
    { 'seldon.io/rest-timeout': '1', 'seldon.io/grpc-timeout': '2', 'seldon.io/grpc-max-message-size': '1.5' },
    { 'seldon.io/rest-timeout': '9' },
    { 'seldon.io/rest-timeout': '3', 'seldon.io/no-engine': 'true', 'seldon.io/svc-name': 'mine' },
  );
  assert.deepEqual(readPredictorAnnotations(deployment, predictor), {
    noEngine: true,
    serviceName: 'mine',
    restTimeoutMs: 3,
    grpcTimeoutMs: 2,
    grpcMaxMessageBytes: undefined,
  });
});
