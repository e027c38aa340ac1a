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
    }
  /** A class that stands for an image. */
  | { readonly kind: 'class'; readonly image: string; readonly entry: ImageEntry }
  /** An image, run by a container engine. */
  | { readonly kind: 'image'; readonly image: string; readonly args: readonly string[] };

export interface NodeRequest {
  readonly unit: PredictiveUnit;
  readonly source: NodeSource;
  readonly protocol: Protocol;
  /** Variables of the node's container, secrets and config maps resolved. */
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
