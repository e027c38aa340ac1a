import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../base/index.ts';

/** The cache's folder when nobody names one: RADIANT_CACHE_DIR, else `radiant` in the user's folder for caches. */
export function defaultCacheDir(environment: Environment): string {
  const { RADIANT_CACHE_DIR, XDG_CACHE_HOME, HOME } = environment;
  if (RADIANT_CACHE_DIR) return RADIANT_CACHE_DIR;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'radiant');
  return HOME ? join(HOME, '.cache', 'radiant') : join(tmpdir(), 'radiant-cache');
}
