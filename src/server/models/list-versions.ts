import { type VersionStatus, versionText } from '../../protocols/tensorflow/index.ts';
import type { ModelDirectory, ModelEntry, VersionWish } from './model-directory.ts';

const STATES = { READY: 'AVAILABLE', LOADING: 'LOADING', UNLOADING: 'UNLOADING', UNAVAILABLE: 'END' } as const;

/**
 * The state of one version of a model, or of all; a promise where it must first be seen to which version a label points.
 * Throws NOT_FOUND as `ModelDirectory.find` does.
 */
export function listVersions(
  models: ModelDirectory,
  name: string,
  wish: VersionWish,
): readonly VersionStatus[] | Promise<readonly VersionStatus[]> {
  if (wish.label !== undefined) {
    const found = models.find(name, wish);
    return found instanceof Promise
      ? found.then(({ version }) => byVersion(models, name, version))
      : byVersion(models, name, found.version);
  }
  const { version } = wish;
  const entries = models.list().filter((entry) => entry.name === name);
  const wanted = version === undefined ? entries : entries.filter((entry) => versionText(entry.version) === version);
  // Throws in its own words.
  if (wanted.length === 0) models.isReady(name, wish);
  return wanted.map(toStatus);
}

function byVersion(models: ModelDirectory, name: string, version: string): readonly VersionStatus[] {
  return models
    .list()
    .filter((entry) => entry.name === name && entry.version === version)
    .map(toStatus);
}

function toStatus(entry: ModelEntry): VersionStatus {
  const isGone = entry.state === 'UNAVAILABLE';
  return {
    version: versionText(entry.version),
    state: STATES[entry.state],
    message: isGone ? entry.reason || 'the model cannot be called now' : '',
  };
}
