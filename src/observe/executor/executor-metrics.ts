import { formatLabels, type Labels } from '../metrics/format-labels.ts';
import { Timing } from './timing.ts';

/** Whose requests are counted. */
export interface ExecutorIdentity {
  readonly deploymentName: string;
  readonly predictorName: string;
  /** The predictor's annotation `version`; empty when it has none. */
  readonly predictorVersion: string;
}

/** A node as the metrics name it. */
export interface NodeIdentity {
  readonly name: string;
  readonly image: string;
  readonly version: string;
}

/** Counts requests of one kind. `code`: the HTTP status as text, or the name of the gRPC status. Keep it. */
export interface ExecutorObserver {
  observe(code: string, seconds: number): void;
}

/** The metrics of a predictor under the names and labels of Seldon's executor. */
export interface ExecutorMetrics {
  /** Requests answered: `predictions`, `feedback`, `status`, `metadata`, or a full gRPC method; method `post`, `get` or `unary`. */
  server(service: string, method: string): ExecutorObserver;
  /** Calls of a node: `service` is its path or full gRPC method. */
  client(node: NodeIdentity, service: string, method: string): ExecutorObserver;
  /** The metrics as Prometheus text. */
  render(): string;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly series: Map<string, Timing>;
}

const CLIENT = 'seldon_api_executor_client_requests_seconds';
const SERVER = 'seldon_api_executor_server_requests_seconds';
const MAX_SERIES = 10_000;

/** `nowMs` is for tests. */
export function createExecutorMetrics(identity: ExecutorIdentity, nowMs: () => number = Date.now): ExecutorMetrics {
  const client: Family = { name: CLIENT, help: 'calls of nodes by the executor', series: new Map() };
  const server: Family = { name: SERVER, help: 'requests answered by the executor', series: new Map() };
  const common = {
    deployment_name: identity.deploymentName,
    predictor_name: identity.predictorName,
    predictor_version: identity.predictorVersion,
  };
  return {
    server: (service, method) => createObserver(server, { ...common, service, method }, nowMs),
    client: ({ name, image, version }, service, method) => {
      const labels = { ...common, service, method, model_name: name, model_image: image, model_version: version };
      return createObserver(client, labels, nowMs);
    },
    render: () => [client, server].flatMap((family) => renderFamily(family, nowMs())).join(''),
  };
}

function createObserver(family: Family, labels: Labels, nowMs: () => number): ExecutorObserver {
  const byCode = new Map<string, Timing | undefined>();
  const open = (code: string): Timing | undefined => {
    const key = formatLabels({ ...labels, code });
    let timing = family.series.get(key);
    if (timing === undefined && family.series.size < MAX_SERIES) {
      timing = new Timing();
      family.series.set(key, timing);
    }
    byCode.set(code, timing);
    return timing;
  };
  return {
    observe(code, seconds) {
      (byCode.get(code) ?? open(code))?.observe(seconds, nowMs());
    },
  };
}

function renderFamily({ name, help, series }: Family, nowMs: number): string[] {
  if (series.size === 0) return [];
  const lines = [`# HELP ${name} Histogram of the seconds of ${help}\n# TYPE ${name} histogram\n`];
  for (const [labels, timing] of series) lines.push(timing.renderHistogram(name, labels));
  const summary = `${name}_summary`;
  lines.push(`# HELP ${summary} Summary of the seconds of ${help}\n# TYPE ${summary} summary\n`);
  for (const [labels, timing] of series) lines.push(timing.renderSummary(summary, labels, nowMs));
  return lines;
}
