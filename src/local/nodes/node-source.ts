import type { Environment, Log } from '../../base/index.ts';
import type { PredictiveUnit, Protocol, ServerRuntime } from '../../deployment/index.ts';
import type { NodeSurroundings, PredictorOptions } from '../../server/index.ts';
import type { ImageEntry } from './image-table.ts';

/** What a node of a graph is made from, on this machine. */
export type NodeSource =
  /** A prepackaged server with its model, which lies here by now; the path is undefined where the server needs none. */
  | {
      readonly kind: 'server';
      readonly server: string;
      readonly runtime: ServerRuntime;
      readonly path: string | undefined;
      /** The class that it is, where the deployment brought the server along. */
      readonly entry?: ImageEntry;
    }
  /** A class that stands for an image. */
  | { readonly kind: 'class'; readonly image: string; readonly entry: ImageEntry }
  /** An image, run by a container engine. */
  | ImageSource;

export interface ImageSource {
  readonly kind: 'image';
  readonly image: string;
  /** Where the deployment names the image, for messages. */
  readonly place: string;
  /** As the container has it: the image's own when empty. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly pullPolicy: string;
  /** Contents of the secrets in imagePullSecrets. */
  readonly logins: readonly string[];
  /** Names of those that did not come along. */
  readonly missingLogins: readonly string[];
  /** Where the node's model lies on this machine. */
  readonly path: string | undefined;
}

export interface NodeRequest {
  readonly unit: PredictiveUnit;
  readonly source: NodeSource;
  readonly protocol: Protocol;
  /** Variables of the node's container, secrets and config maps resolved; for an image also those that tell it its ports. */
  readonly env: Environment;
  readonly replicas: number;
  readonly log: Log;
  readonly around: NodeSurroundings;
  readonly signal: AbortSignal;
}

/** A component in this process, or a node elsewhere. */
export type OpenedNode = Awaited<ReturnType<PredictorOptions['resolve']>>;

/** Opens a node. Whoever starts the control plane says how, for it knows the hosts. */
export type OpenNode = (request: NodeRequest) => Promise<OpenedNode>;
