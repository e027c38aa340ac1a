export { openRemoteNode, type RemoteNodeOptions } from './open-remote-node.ts';
