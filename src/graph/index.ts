export { type GraphNode, isRemote, type NodeExchange, type RemoteCall, type RemoteNode } from './node.ts';
export type { WireEncoding, WireMessage, WireProtocol } from './wire-message.ts';
