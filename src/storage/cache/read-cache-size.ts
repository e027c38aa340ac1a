import { type Environment, RadiantError } from '../../base/index.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  ...{ k: 1e3, m: 1e6, g: 1e9, t: 1e12 },
  ...{ ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30, ti: 2 ** 40 },
};

/** What the cache may hold, in bytes: RADIANT_CACHE_SIZE, such as `20GB` or `10Gi`. Undefined when it is not set. Throws INVALID_ARGUMENT. */
export function readCacheSize({ RADIANT_CACHE_SIZE: text }: Environment): number | undefined {
  if (!text) return undefined;
  const match = /^(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]i?)?b?$/i.exec(text.trim());
  if (match !== null) return Math.floor(Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1));
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `RADIANT_CACHE_SIZE is ${JSON.stringify(text).slice(0, 100)}: give a size such as 500MB, 20GB or 10Gi`,
    { reason: 'INVALID_SETTING' },
  );
}
