import type { MessageCodec } from '../message/codec.ts';
import type { Cancellation } from '../node.ts';

/** One request on its way through a graph: what all nodes may know of it. */
export interface Run {
  /** The protocol and encoding that the request came in. */
  readonly codec: MessageCodec;
  /** The id of the request, as in the header Seldon-Puid. */
  readonly puid: string;
  /** See `RemoteCall.headers`. May be made on first use. */
  readonly headers: readonly string[];
  /** V2 and TensorFlow: the model that the URL named. */
  readonly modelName: string | undefined;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number | undefined;
  /** Fires when nobody waits any more. Made on first use. */
  readonly signal: AbortSignal;
  /** The same for nodes elsewhere, at a fraction of the cost. Made on first use. */
  readonly cancellation: Cancellation;
  /** True: no copies of this request's messages are kept. */
  readonly skipsLog: boolean;
  /** Where taken branches are written; undefined when nobody wants to know. */
  readonly routing: Record<string, number> | undefined;
}
