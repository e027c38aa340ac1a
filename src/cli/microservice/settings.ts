import type { LogLevel, UnitSettings } from '../../base/index.ts';
import type { ModelTarget } from '../../hosts/model-file/index.ts';
import type { ServerTarget } from '../serve/server-target.ts';
import type { InterfaceTarget } from './classify-interface.ts';
import type { Parameter } from './read-parameters.ts';

/** Everything that was decided about one microservice before it starts. */
export interface MicroserviceSettings {
  readonly target: InterfaceTarget | ModelTarget | ServerTarget;
  readonly interfaceName: string;
  readonly serviceType: string;
  readonly parameters: readonly Parameter[];
  readonly python: string | undefined;
  readonly host: string;
  readonly httpPort: number;
  /** Undefined: gRPC is off. */
  readonly grpcPort: number | undefined;
  readonly metricsPort: number;
  readonly workers: number;
  /** Undefined: predict is called for one request at a time. */
  readonly maxBatchSize: number | undefined;
  /** 0: no limit. */
  readonly timeoutMs: number;
  readonly gracePeriodMs: number;
  readonly maxBodyBytes: number;
  readonly maxMessageBytes: number;
  readonly logLevel: LogLevel;
  readonly logFormat: 'human' | 'json';
  readonly accessLog: boolean;
  readonly pidfile: string | undefined;
  readonly unit: UnitSettings;
  /** Lines to log at the start: what was given and has no effect, or could not be used. */
  readonly notes: readonly string[];
}
