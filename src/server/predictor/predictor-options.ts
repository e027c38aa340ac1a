import type { Log, UnitSettings } from '../../base/index.ts';
import type { PredictiveUnit, PredictorSpec } from '../../deployment/index.ts';
import type { GraphNode, NodeExchange, StateStore, WireProtocol } from '../../graph/index.ts';
import type { RequestLogOptions } from '../../observe/index.ts';

/** What `resolve` may do for the node that it opens. */
export interface NodeSurroundings {
  /** To be told of every exchange with a node elsewhere: `openRemoteNode` takes it as its `observe`. */
  observe(exchange: NodeExchange): void;
  /** The largest gRPC message of a node elsewhere, as of callers; the default of `openRemoteNode` when undefined. */
  readonly maxMessageBytes?: number | undefined;
}

export interface PredictorOptions {
  readonly predictor: PredictorSpec;
  readonly deploymentName: string;
  readonly namespace: string;
  /** Which paths and gRPC services callers find; `seldon` when left out. */
  readonly protocol?: WireProtocol;
  /**
   * Opens what stands at a node: a component in this process, as its host gives it, or a node elsewhere. Asked once per node that is called; nodes
   * that come with the graph (RANDOM_ABTEST, ...) are not asked for. The predictor closes it.
   */
  resolve(unit: PredictiveUnit, around: NodeSurroundings): GraphNode | Promise<GraphNode>;
  /** Settings of a node in this process, as its container's environment says them (`readUnitSettings`). */
  settingsOf?(unit: PredictiveUnit): Partial<UnitSettings>;
  readonly log: Log;
  /** Where bandits keep what they learn; in memory when left out. Stays open when the predictor closes. */
  readonly state?: StateStore;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Time for a request over REST through the whole graph; no limit when left out. */
  readonly timeoutMs?: number | undefined;
  /** The same for one over gRPC. */
  readonly grpcTimeoutMs?: number | undefined;
  /** The largest gRPC message that callers may send; that of the door when left out. */
  readonly maxMessageBytes?: number | undefined;
  /** Time for one call of a node; no limit of its own when left out. */
  readonly nodeTimeoutMs?: number;
  /** Write the branches that a request went into its answer; when left out, where a node learns from feedback. */
  readonly injectRouting?: boolean;
  /** Ask nodes elsewhere for their health where a connection would do. */
  readonly fullHealthChecks?: boolean;
  /** `Access-Control-Allow-Origin` and `-Headers` of every answer. */
  readonly allowOrigin?: string;
  readonly allowHeaders?: string;
  /** Where nodes log whose `logger` names no URL (REQUEST_LOGGER_DEFAULT_ENDPOINT). */
  readonly requestLogUrl?: string;
  readonly requestLog?: Pick<RequestLogOptions, 'workers' | 'queueSize' | 'timeoutMs'>;
  /** Where events of the request log come from, as a URL; `http://:PORT/` of the REST door when left out. */
  readonly eventSource?: string;
  /** The protocol as the deployment writes it (`kfserving`), for events; `protocol` when left out. */
  readonly protocolName?: string;
  /** Path of the metrics page; `/metrics` when left out. */
  readonly metricsPath?: string;
}
