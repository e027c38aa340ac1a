import type { Feedback, Input, Outcome } from '../../payload/index.ts';
import type { Values } from './values.ts';
import type { WireEncoding, WireMessage, WireProtocol } from './wire-message.ts';

/** The branch that each router took, by node name; -1 where a node took all or has none to take. */
export type Routing = Readonly<Record<string, number>>;

/** A feedback as one node in this process is given it. */
export interface FeedbackCall {
  readonly inputs: readonly Input[];
  readonly feedback: Feedback;
  readonly keepLists: boolean;
  /** The answer of that node as a message. `path` is its entry of the path that a message took. */
  encode(outcome: Outcome, path: Readonly<Record<string, string>>): WireMessage;
}

/**
 * What the bytes of one protocol in one encoding mean. The graph works on messages through it and knows no protocol.
 * Everything may throw a RadiantError of code INVALID_ARGUMENT that says what is wrong with the message.
 */
export interface MessageCodec {
  readonly protocol: WireProtocol;
  readonly encoding: WireEncoding;
  /** Reads a request, or an answer of a node as the next would read it. */
  decode(message: WireMessage, isAnswer: boolean): Values;
  encode(values: Values): WireMessage;
  /** An answer as the next node would read it had it gone over the wire: default names, types, form. */
  receive(values: Values): Values;
  /**
   * What the node of that name is sent: a request of the caller (`isAnswer` false), or an answer of the node before it as a request. Bytes pass
   * untouched where the two are alike.
   */
  toRequest(message: WireMessage, nodeName: string, isAnswer: boolean): WireMessage;
  /** The answers of several nodes as the one message that a combiner is sent. */
  join(messages: readonly WireMessage[]): WireMessage;
  /** The branch that a router's answer says: its first number. */
  readBranch(message: WireMessage): number;
  /** The message with the branches in its meta. */
  withRouting(message: WireMessage, routing: Routing): WireMessage;
  /** The branches that the answer in a feedback went; empty when it says none. */
  readRouting(feedback: WireMessage): Routing;
  /** The answer to a feedback that the root of the graph is not told: the feedback itself where the protocol lets it be. */
  echoFeedback(feedback: WireMessage): WireMessage;
  /** A feedback as the node of that name is given it. */
  decodeFeedback(feedback: WireMessage, nodeName: string): FeedbackCall;
}
