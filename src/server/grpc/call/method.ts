import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { RadiantError } from '../../../base/index.ts';

/** What a method may know of its call. */
export interface CallContext {
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since the epoch after which the caller does not wait; undefined without a deadline. */
  readonly deadlineMs: number | undefined;
  /** Fires when the caller has gone, the deadline has passed or the door is cut. Made on first use. */
  readonly signal: AbortSignal;
  /** True once the caller has gone or has its answer. */
  readonly isDone: boolean;
  /** Called when the signal would fire, by methods that need no more than that. */
  onGone: (() => void) | undefined;
  /** Headers of the answer, and of an error, that the method adds. */
  answerHeaders: OutgoingHttpHeaders | undefined;
  /** Metadata behind a good answer that the method adds. */
  answerTrailers: OutgoingHttpHeaders | undefined;
}

/** One message in, one message out. May answer at once. */
export interface UnaryMethod {
  readonly kind: 'unary';
  /** `/package.Service/Method`. */
  readonly path: string;
  call(message: Uint8Array, context: CallContext): Uint8Array | Promise<Uint8Array>;
  /** Told once for each call, when its answer or error is given to the network. `error` is undefined when it went well. */
  ended?(error: RadiantError | undefined, durationMs: number): void;
}

/** What a streaming method does with its caller. All of it is without effect once the call has ended. */
export interface Peer {
  send(message: Uint8Array): void;
  /** The headers of the call. */
  readonly headers: IncomingHttpHeaders;
  /** Metadata behind the answers when all goes well. */
  setTrailers(trailers: OutgoingHttpHeaders): void;
  /** Ends the call: well, or with the error. */
  end(error?: RadiantError): void;
}

/** What a streaming method hears of its caller. */
export interface Conversation {
  /** May throw: the call ends with that error. */
  receive(message: Uint8Array): void;
  /** The caller sends no more. */
  finished(): void;
  /** The call is over, whoever ended it. */
  closed(): void;
  /** The server shuts down: the last moment to send something. */
  draining(): void;
}

/** Any number of messages both ways. */
export interface StreamingMethod {
  readonly kind: 'streaming';
  readonly path: string;
  /** True when messages may be as large as those of other calls; else 1 MB is the most. */
  readonly takesLarge?: boolean;
  /** Starts one call. */
  open(peer: Peer): Conversation;
}

export type Method = UnaryMethod | StreamingMethod;

/** By path. */
export type MethodTable = Pick<ReadonlyMap<string, Method>, 'get'>;
