export { defaultCacheDir } from './default-cache-dir.ts';
export { type DownloadedModel, type DownloadModelOptions, downloadModel } from './download-model.ts';
export { type FetchedModel, fetchModel } from './fetch-model.ts';
export { type FetchOptions, openStorageSession, type StatOptions, type StorageSession } from './fetch-options.ts';
export { redactUri } from './model-uri.ts';
export { type ModelStat, statModel } from './stat-model.ts';
export type { Progress, StorageLimits } from './storage-context.ts';
