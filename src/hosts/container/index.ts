export { type ContainerEngine, findEngine } from './container-engine.ts';
export { type ContainerNodeOptions, openContainerNode } from './open-container-node.ts';
