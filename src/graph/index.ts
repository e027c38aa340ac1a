export type { FeedbackCall, MessageCodec, Routing } from './message/codec.ts';
export type { CodecTable } from './message/codec-table.ts';
export { Message } from './message/message.ts';
export type { Values } from './message/values.ts';
export type { WireEncoding, WireMessage, WireProtocol } from './message/wire-message.ts';
export {
  type Cancellation,
  type GraphNode,
  isRemote,
  type NodeExchange,
  type RemoteCall,
  type RemoteNode,
} from './node.ts';
export { type Graph, type GraphOptions, openGraph } from './open-graph.ts';
export type { PlanNode } from './plan/plan-node.ts';
export type { LogMessage, NodeLog } from './run/node-log.ts';
export type { Run } from './run/run.ts';
export { openFileStateStore } from './state/file-state-store.ts';
export { createMemoryStateStore } from './state/memory-state-store.ts';
export { openStateStore, STATE_URL_VARIABLE } from './state/open-state-store.ts';
export type { StateCells, StateStore } from './state/state-store.ts';
