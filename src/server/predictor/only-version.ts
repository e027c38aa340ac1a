import { RadiantError } from '../../base/index.ts';
import { ONLY_VERSION } from '../../protocols/tensorflow/index.ts';

/** Throws NOT_FOUND for any version or label but the first: graphs have no versions. */
export function assertOnlyVersion(version: string | undefined, label: string | undefined): void {
  if (label === undefined && (version === undefined || version === '' || version === ONLY_VERSION)) return;
  const what = label === undefined ? `version ${String(version).slice(0, 100)}` : `label ${label.slice(0, 100)}`;
  throw new RadiantError('NOT_FOUND', `there is no ${what}: a graph has version ${ONLY_VERSION} only`, {
    reason: 'VERSION_NOT_FOUND',
  });
}
