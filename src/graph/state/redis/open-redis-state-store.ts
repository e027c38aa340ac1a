import { randomUUID } from 'node:crypto';
import type { Log } from '../../../base/index.ts';
import type { StateStore } from '../state-store.ts';
import { parseRedisUrl } from './parse-redis-url.ts';
import { RedisCells } from './redis-cells.ts';
import { RedisClient } from './redis-client.ts';

/** How old at most is what other replicas learnt. */
const REFRESH_MS = 1_000;

/**
 * Keeps numbers in Redis (or Valkey), where replicas share them. While it cannot be reached they are kept in memory, and added when it is back:
 * each batch once, even when it is sent twice. Throws INVALID_ARGUMENT for another URL than Redis', FAILED_PRECONDITION when Redis
 * refuses user, password or database.
 */
export async function openRedisStateStore(url: string, log: Log, refreshMs: number = REFRESH_MS): Promise<StateStore> {
  const opened = new Map<string, RedisCells>();
  const exchangeAll = (): Promise<unknown> => Promise.all([...opened.values()].map((cells) => cells.exchange()));
  const client = new RedisClient(parseRedisUrl(url), log, () => void exchangeAll());
  await client.open();
  const timer = setInterval(() => void exchangeAll(), refreshMs);
  timer.unref();
  const processId = randomUUID();
  return {
    async open(key, size) {
      const name = `${key}:${size}`;
      const cells = opened.get(name) ?? new RedisCells(client, key, processId, size, log);
      opened.set(name, cells);
      await cells.exchange();
      return cells;
    },
    async close() {
      clearInterval(timer);
      await exchangeAll();
      const lost = [...opened].filter(([, cells]) => !cells.isKept).map(([name]) => name);
      if (lost.length > 0) log.warning(`what was learnt last is lost, for Redis cannot be reached: ${lost.join(', ')}`);
      await client.close();
    },
  };
}
