import type { Component, Verb } from '../payload/index.ts';
import type { WireEncoding, WireMessage, WireProtocol } from './message/wire-message.ts';

/** What stands at one place of a graph: something in this process, called with values, or something elsewhere, sent bytes. */
export type GraphNode = Component | RemoteNode;

/** A node in another process. Opened by `src/hosts/remote`, or by whoever else can send a message. */
export interface RemoteNode {
  /** The node's name in the graph. */
  readonly name: string;
  /** What it speaks. Messages of other protocols are translated before they are sent. */
  readonly protocol: WireProtocol;
  /** How it can be reached: `json` over REST, `protobuf` over gRPC. At least one. */
  readonly encodings: ReadonlySet<WireEncoding>;
  /**
   * Sends one message and gives the answer as it came. The bytes are sent untouched: with `message.contentType` as Content-Type (none when
   * undefined), the caller's headers, and an empty body as an empty body.
   * Rejects with a RadiantError:
   * - the node answered with an error over REST (any status but 200): reason `USER_RESPONSE`, cause a `UserResponse` with status, content type
   *   and body as they came, code the one that fits the status, message what the body says (`status.info`, `error`) or a sentence;
   * - over gRPC: the node's code, its message and, where details name one, its reason;
   * - no answer: UNAVAILABLE, reason `NODE_UNREACHABLE`, or DEADLINE_EXCEEDED, or CANCELLED when the signal fired. The message names the node, never
   *   its address.
   * A call that certainly was not processed (connection refused, a kept connection closed before the first byte of an answer to a request that
   * the node cannot have read, a refused stream) is sent once more; nothing else is.
   */
  send(call: RemoteCall): Promise<WireMessage>;
  /** Whether it is there: `connect` tries a TCP connection, `health` asks it. Never rejects. */
  isReachable(how: 'connect' | 'health', signal: AbortSignal): Promise<boolean>;
  /** Waits for calls in flight until the signal fires, then closes all connections. */
  close(signal?: AbortSignal): Promise<void>;
}

/** How a node elsewhere hears that nobody waits any more: an AbortSignal is one, but costs more than all else of a call. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** One call of a node elsewhere. */
export interface RemoteCall {
  readonly verb: Verb | 'metadata';
  /** Absent for healthStatus and metadata. Its protocol is the node's, its encoding one of the node's. */
  readonly message: WireMessage | undefined;
  /** `json` over REST, `protobuf` over gRPC; the message's encoding where there is a message. */
  readonly encoding: WireEncoding;
  /**
   * The caller's headers, names and values in turn, names in lower case: without those of one connection (host, connection, ...) and those that
   * describe the body (content-type, content-length, content-encoding). `seldon-puid` is among them. Over gRPC they are metadata.
   */
  readonly headers: readonly string[];
  /** V2 and TensorFlow: the model that the caller's URL named; undefined: the node's own name. */
  readonly modelName: string | undefined;
  /** Milliseconds since the epoch after which nobody waits any more. */
  readonly deadlineMs: number | undefined;
  /** Fires when the caller has gone or the graph's time is over. Making it costs something: ask for it once, when the request is sent. */
  readonly signal: Cancellation | undefined;
}

/** One finished exchange with a node, for metrics. A call that got no answer is none. */
export interface NodeExchange {
  /** The path (`/predict`), or the full gRPC method. */
  readonly service: string;
  /** `post`, `get`, or `unary` for gRPC. */
  readonly method: string;
  /** `200`, or the name of the gRPC status (`OK`, `Unknown`). */
  readonly code: string;
  readonly seconds: number;
}

/** True for what is called by bytes. */
export function isRemote(node: GraphNode): node is RemoteNode {
  return 'send' in node;
}
