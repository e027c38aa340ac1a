export {
  createExecutorMetrics,
  type ExecutorIdentity,
  type ExecutorMetrics,
  type ExecutorObserver,
  type NodeIdentity,
} from './executor/executor-metrics.ts';
export { type AccessEntry, createAccessLog } from './log/create-access-log.ts';
export { createLog, type LogFormat, type LogOptions, type LogStream } from './log/create-log.ts';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics/create-metrics.ts';
export { mergeSnapshots, withoutGauges } from './metrics/merge-snapshots.ts';
export { METHOD_LABEL, type RequestMethod } from './metrics/method-label.ts';
export type { MetricsIdentity } from './metrics/metrics-identity.ts';
export { METRICS_CONTENT_TYPE, renderMetrics } from './metrics/render-metrics.ts';
export type { RequestObserver, Transport } from './metrics/request-metrics.ts';
export type { FamilySnapshot, FamilyType, MetricsSnapshot, SeriesSnapshot } from './metrics/snapshot.ts';
export { openHttpSink } from './request-log/http-sink.ts';
export type { LogEvent } from './request-log/log-event.ts';
export { type LogSink, openRequestLog, type RequestLog, type RequestLogOptions } from './request-log/request-log.ts';
