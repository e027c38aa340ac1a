export { findNumberedModel } from './find-numbered-model.ts';
export { listVersions } from './list-versions.ts';
export type { ModelDirectory, ModelEntry, ModelState, ServedModel, VersionWish } from './model-directory.ts';
export { createSingleDirectory } from './single-directory.ts';
