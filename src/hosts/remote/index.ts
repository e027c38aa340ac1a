export { GrpcClient } from './grpc/grpc-client.ts';
export { openRemoteNode, type RemoteNodeOptions } from './open-remote-node.ts';
export { RestClient } from './rest/rest-client.ts';
