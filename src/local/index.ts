export { type LocalControl, type LocalDeployment, type LocalState, openLocalControl } from './local-control.ts';
export { type ClusterObjects, readClusterObjects } from './nodes/cluster-objects.ts';
export { type ImageEntry, type ImageTable, readImageTable } from './nodes/image-table.ts';
export type { NodeRequest, NodeSource, OpenedNode, OpenNode } from './nodes/node-source.ts';
export type { DeploymentContext, LocalPredictor, LocalProgress, LocalSurroundings } from './open-local-predictor.ts';
