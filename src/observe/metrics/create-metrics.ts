import type { CustomMetric, Verb } from '../../payload/index.ts';
import { createCustomMetrics } from './custom-metrics.ts';
import { createFeedbackMetrics } from './feedback-metrics.ts';
import type { RequestMethod } from './method-label.ts';
import { MetricStore } from './metric-store.ts';
import { identityLabels, type MetricsIdentity } from './metrics-identity.ts';
import { openProcessMetrics } from './process-metrics.ts';
import { renderMetrics } from './render-metrics.ts';
import { createRequestMetrics, type RequestObserver, type Transport } from './request-metrics.ts';
import type { MetricsSnapshot } from './snapshot.ts';

export interface MetricsOptions {
  /** The most series that this process keeps; default 10,000. Tags with endless values must not fill the memory. */
  readonly maxSeries?: number;
  /** Measure memory, CPU and event loop too; default true. */
  readonly process?: boolean;
}

/** The metrics of one process. */
export interface Metrics {
  /** For hot paths: keep the observer of a method and count on it. */
  requests(method: RequestMethod, transport: Transport): RequestObserver;
  /** `code`: HTTP status for REST, number of the status for gRPC. */
  observeRequest(method: RequestMethod, transport: Transport, code: number, seconds: number): void;
  /** What user code reported with its answer to the given verb. */
  recordCustom(verb: Verb, metrics: readonly CustomMetric[]): void;
  recordFeedback(reward: number): void;
  /** A gauge that is read when the page is; undefined leaves it out of the page. */
  readGauge(
    name: string,
    help: string,
    read: () => number | undefined,
    labels?: Readonly<Record<string, string>>,
  ): void;
  /** A counter under the deployment's labels. Keep it: adding is then one addition. */
  counter(name: string, help: string, labels?: Readonly<Record<string, string>>): { add(amount?: number): void };
  snapshot(): MetricsSnapshot;
  /** The Prometheus page of this process alone. */
  render(): string;
  close(): void;
}

export function createMetrics(identity: MetricsIdentity, options: MetricsOptions = {}): Metrics {
  const store = new MetricStore(options.maxSeries ?? 10_000);
  const labels = identityLabels(identity);
  const workerId = identity.workerId ?? String(process.pid);
  const requests = createRequestMetrics(store, labels);
  const processMetrics = options.process === false ? undefined : openProcessMetrics(store);
  store.readGauge(
    {
      name: 'radiant_metric_series_dropped',
      help: 'Series left out because there are too many: a tag has too many different values.',
    },
    {},
    () => (store.droppedSeries === 0 ? undefined : store.droppedSeries),
  );
  const snapshot = (): MetricsSnapshot => ({ workerId, families: store.snapshot() });
  return {
    requests,
    observeRequest: (method, transport, code, seconds) => requests(method, transport).observe(code, seconds),
    recordCustom: createCustomMetrics(store, labels),
    recordFeedback: createFeedbackMetrics(store, labels),
    readGauge: (name, help, read, own = {}) => store.readGauge({ name, help }, { ...labels, ...own }, read),
    counter: (name, help, own = {}) => store.counter({ name, help }, { ...labels, ...own }) ?? { add: () => {} },
    snapshot,
    render: () => renderMetrics(snapshot()),
    close: () => processMetrics?.close(),
  };
}
