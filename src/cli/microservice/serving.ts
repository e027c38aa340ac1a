import type { JsonObject } from '../../payload/index.ts';

/** What serves a class: one process, or a cluster of them. */
export interface Serving {
  readonly httpPort: number;
  /** Undefined: gRPC is off. */
  readonly grpcPort: number | undefined;
  readonly metricsPort: number;
  /** A request to try it with. */
  readonly example?: JsonObject;
  /** Lets requests in flight end; when the signal fires what is left is cut. */
  close(signal?: AbortSignal): Promise<void>;
}
