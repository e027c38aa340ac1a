export { joinCluster, type Membership } from './join-cluster.ts';
export { type Cluster, type ClusterOptions, openCluster } from './open-cluster.ts';
