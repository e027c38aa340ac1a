export type { ModelSettings, ModelSurroundings } from './model-surroundings.ts';
export type { ModelRuntime, ModelTarget } from './model-target.ts';
export { openModel } from './open-model.ts';
export { readModel } from './read-model.ts';
