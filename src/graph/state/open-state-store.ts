import type { Log } from '../../base/index.ts';
import { openFileStateStore } from './file-state-store.ts';
import type { StateStore } from './state-store.ts';

/** The variable that says where built-in routers keep what they learn. */
export const STATE_URL_VARIABLE = 'RADIANT_STATE_URL';

/**
 * Opens the store at `place`: a URL of Redis (`redis://`, `rediss://`), else a folder. Every key begins with `scope`, so that deployments can
 * share one. Throws as the store's own open does.
 */
export async function openStateStore(place: string, log: Log, scope?: string): Promise<StateStore> {
  const store = await openPlace(place, log);
  if (scope === undefined) return store;
  return { open: (key, size) => store.open(`${scope}/${key}`, size), close: () => store.close() };
}

async function openPlace(place: string, log: Log): Promise<StateStore> {
  if (!/^rediss?:/i.test(place)) return await openFileStateStore(place, log);
  const { openRedisStateStore } = await import('./redis/open-redis-state-store.ts');
  return await openRedisStateStore(place, log);
}
