import type { Log } from '../../base/index.ts';
import type { Graph, WireProtocol } from '../../graph/index.ts';
import type { ExecutorMetrics, Metrics } from '../../observe/index.ts';
import type { Service } from '../service/index.ts';
import type { RunOptions } from './rest-run.ts';

/** An opened predictor: a graph with all that its doors share. */
export interface Predictor {
  readonly name: string;
  readonly deploymentName: string;
  readonly namespace: string;
  readonly protocol: WireProtocol;
  readonly graph: Graph;
  /** The nodes in this process, by name. */
  readonly services: ReadonlyMap<string, Service>;
  readonly runs: RunOptions;
  readonly executorMetrics: ExecutorMetrics;
  /** Counts a question to a node in this process that none of its hooks answered. */
  countQuestion(name: string, path: '/health/status' | '/metadata'): void;
  /** Requests of the doors, and whatever is measured of the process. */
  readonly metrics: Metrics;
  readonly log: Log;
  /** Where events of the request log come from, once a door is open. */
  setEventSource(url: string): void;
  /** Whether every node can answer and the predictor is not draining. */
  isReady(signal: AbortSignal): Promise<boolean>;
  isDraining(): boolean;
  drain(): void;
  /** The metrics of the predictor and of its nodes in this process. */
  renderMetrics(): string;
  /** Closes the graph and what was opened with it. */
  close(signal?: AbortSignal): Promise<void>;
}
