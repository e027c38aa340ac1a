/** What serves a class: one process, or a cluster of them. */
export interface Serving {
  readonly httpPort: number;
  /** Undefined: gRPC is off. */
  readonly grpcPort: number | undefined;
  readonly metricsPort: number;
  /** Lets requests in flight end; when the signal fires what is left is cut. */
  close(signal?: AbortSignal): Promise<void>;
}
