export { type ContainerEngine, findEngine } from './container-engine.ts';
export type { ContainerNodeOptions } from './container-node-options.ts';
export { openContainerNode } from './open-container-node.ts';
