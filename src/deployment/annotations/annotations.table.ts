import type { AnnotationEntry } from './annotation-entry.ts';

const INGRESS = ['spec', 'metadata'] as const;

/** The annotations with a meaning, by their names. Those for Istio and Ambassador matter on clusters only. */
export const ANNOTATIONS = {
  'radiant.io/classes': {
    where: INGRESS,
    value: 'text',
    about: 'Classes that stand for images on one machine: `container=class` or `image=class`, separated by commas',
  },
  'radiant.io/traffic-key': {
    where: INGRESS,
    value: 'text',
    about: 'Header whose value decides the predictor on one machine; without it chance does',
  },
  'seldon.io/ambassador-circuit-breakers-max-connections': {
    where: INGRESS,
    value: 'integer',
    about: 'Circuit breaker of Ambassador: connections',
  },
  'seldon.io/ambassador-circuit-breakers-max-pending-requests': {
    where: INGRESS,
    value: 'integer',
    about: 'Circuit breaker of Ambassador: waiting requests',
  },
  'seldon.io/ambassador-circuit-breakers-max-requests': {
    where: INGRESS,
    value: 'integer',
    about: 'Circuit breaker of Ambassador: requests',
  },
  'seldon.io/ambassador-circuit-breakers-max-retries': {
    where: INGRESS,
    value: 'integer',
    about: 'Circuit breaker of Ambassador: retries',
  },
  'seldon.io/ambassador-config': { where: INGRESS, value: 'text', about: 'Whole text of the Ambassador v1 annotation' },
  'seldon.io/ambassador-header': { where: INGRESS, value: 'text', about: '`key: value` that a request must have' },
  'seldon.io/ambassador-id': { where: INGRESS, value: 'text', about: 'Which Ambassador takes the routes' },
  'seldon.io/ambassador-regex-header': { where: INGRESS, value: 'text', about: 'Header that must match an expression' },
  'seldon.io/ambassador-retries': { where: INGRESS, value: 'integer', byDefault: '0', about: 'Retries of Ambassador' },
  'seldon.io/ambassador-service-name': {
    where: INGRESS,
    value: 'text',
    byDefault: 'the name of the deployment',
    about: 'Name in the path prefix',
  },
  'seldon.io/engine-separate-pod': {
    where: ['spec'],
    value: 'flag',
    byDefault: 'false',
    about: 'What runs the graph gets pods of its own',
  },
  'seldon.io/executor-logger-queue-size': {
    where: INGRESS,
    value: 'integer',
    byDefault: '10000',
    about: 'Payload log entries that may wait',
  },
  'seldon.io/executor-logger-write-timeout-ms': {
    where: INGRESS,
    value: 'integer',
    byDefault: '2000',
    about: 'Milliseconds that an entry waits for a place in the queue',
  },
  'seldon.io/grpc-max-message-size': { where: ['pod'], value: 'integer', about: 'Bytes of a gRPC message' },
  'seldon.io/grpc-timeout': { where: ['pod'], value: 'integer', about: 'Milliseconds of a gRPC call to a node' },
  'seldon.io/headless-svc': {
    where: INGRESS,
    value: 'text',
    byDefault: 'false',
    about: 'Any value but `false`: Services without an address of their own',
  },
  'seldon.io/istio-gateway': { where: INGRESS, value: 'text', byDefault: 'seldon-gateway', about: 'Gateway of Istio' },
  'seldon.io/istio-host': { where: INGRESS, value: 'text', byDefault: '*', about: 'Hosts, separated by commas' },
  'seldon.io/istio-retries': { where: INGRESS, value: 'integer', about: 'Attempts of Istio' },
  'seldon.io/istio-retries-timeout': { where: INGRESS, value: 'integer', byDefault: '1', about: 'Seconds of an attempt' },
  'seldon.io/no-engine': {
    where: ['predictor'],
    value: 'flag',
    about: '`true`: requests go to the container of the only node itself',
  },
  'seldon.io/no-storage-initializer': {
    where: ['spec'],
    value: 'flag',
    byDefault: 'false',
    about: 'TRITON_SERVER reads `modelUri` itself',
  },
  'seldon.io/rest-timeout': { where: ['pod'], value: 'integer', about: 'Milliseconds of a REST call to a node' },
  'seldon.io/svc-name': {
    where: ['predictor'],
    value: 'text',
    byDefault: '<deployment>-<predictor>',
    about: 'Name of the Service of the predictor',
  },
} as const satisfies Readonly<Record<string, AnnotationEntry>>;
