export type { ModelDirectory, ModelEntry, ModelState, ServedModel, VersionWish } from './model-directory.ts';
export { createSingleDirectory } from './single-directory.ts';
