import { DEFAULT_SERVERS, type ServerCatalogue } from './servers/index.ts';

/** What an operator may set for all deployments. */
export interface DeploymentSettings {
  /** First HTTP port of graph nodes. */
  readonly httpPort: number;
  /** First gRPC port of graph nodes. */
  readonly grpcPort: number;
  /** First port of the nodes' metrics. */
  readonly metricsPort: number;
  readonly metricsPortName: string;
  /** Path of the nodes' metrics. */
  readonly metricsPath: string;
  /** HTTP port of a predictor. */
  readonly engineHttpPort: number;
  /** gRPC port of a predictor. */
  readonly engineGrpcPort: number;
  /** Long names of pods keep the deployment's name before the hash. */
  readonly namesPrefixed: boolean;
  readonly servers: ServerCatalogue;
}

/** As Seldon Core's chart sets it. */
export const DEFAULT_SETTINGS: DeploymentSettings = {
  httpPort: 9000,
  grpcPort: 9500,
  metricsPort: 6000,
  metricsPortName: 'metrics',
  metricsPath: '/prometheus',
  engineHttpPort: 8000,
  engineGrpcPort: 5001,
  namesPrefixed: false,
  servers: DEFAULT_SERVERS,
};
