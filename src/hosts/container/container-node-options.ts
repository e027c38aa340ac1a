import type { Environment, Log } from '../../base/index.ts';
import type { RemoteNodeOptions } from '../remote/index.ts';
import type { Door } from './answers.ts';
import type { ContainerEngine } from './container-engine.ts';

export interface ContainerNodeOptions {
  readonly engine: ContainerEngine;
  /** The node's name in the graph. */
  readonly name: string;
  readonly image: string;
  /** Where the deployment names the image, for messages. */
  readonly place: string;
  /** How many containers share the requests. */
  readonly replicas: number;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Environment;
  /** Where it listens within the container. */
  readonly httpPort: number;
  readonly grpcPort: number;
  /** What the deployment says that it speaks: it is ready when this door answers. The other is used where it is there. */
  readonly door: Door;
  readonly volumes: ReadonlyMap<string, string>;
  readonly pullPolicy: string;
  /** Contents of secrets of the type kubernetes.io/dockerconfigjson. */
  readonly logins: readonly string[];
  /** Names of pull secrets that did not come along. */
  readonly missingLogins: readonly string[];
  readonly protocol: RemoteNodeOptions['protocol'];
  readonly observe: NonNullable<RemoteNodeOptions['observe']>;
  readonly maxMessageBytes?: RemoteNodeOptions['maxMessageBytes'];
  readonly startTimeoutMs: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}
