export { type Cluster, type ClusterOptions, joinCluster, type Membership, openCluster } from './cluster/index.ts';
export { DEFAULT_LIMITS, type Door, type Limits } from './door.ts';
export {
  type IngressOptions,
  openIngress,
  openRoutedPredictor,
  openShadow,
  type Route,
  type RoutedPredictor,
  type RouteTable,
  type RunningIngress,
  type Shadow,
  type WeightedPredictor,
} from './ingress/index.ts';
export {
  type BatchLimits,
  batchComponent,
  type CacheLimits,
  type CallLimits,
  cacheComponent,
  createDefaultComponent,
  limitComponent,
  type ModelDirectory,
  type ModelRepository,
  type ModelSpec,
  measureComponent,
  openRepository,
  type RepositoryOptions,
  scanRepository,
  type VersionPolicy,
} from './models/index.ts';
export { openServer, type RunningServer, type ServerOptions } from './open-server.ts';
export {
  type NodeSurroundings,
  openPredictor,
  openPredictorServer,
  type Predictor,
  type PredictorOptions,
  type PredictorServerOptions,
  type RunningPredictor,
} from './predictor/index.ts';
export { type MetricsDoorOptions, openMetricsDoor } from './rest/open-metrics-door.ts';
export { openService, type Service } from './service/index.ts';
