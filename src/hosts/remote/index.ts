export { GrpcClient } from './grpc/grpc-client.ts';
export type { Address } from './open-remote-node.ts';
export { openRemoteNode, type RemoteNodeOptions } from './open-remote-node.ts';
export { RestClient } from './rest/rest-client.ts';
