import { type Log, RadiantError } from '../../../base/index.ts';
import type { RedisTarget } from './parse-redis-url.ts';
import { connectRedis, type RedisConnection } from './redis-connection.ts';
import type { Reply } from './resp.ts';

const MIN_WAIT_MS = 50;
const MAX_WAIT_MS = 2_000;

/** Keeps a connection to a Redis server, and opens another one, at growing distances, when it ends. */
export class RedisClient {
  readonly #target: RedisTarget;
  readonly #log: Log;
  readonly #onUp: () => void;
  #connection: RedisConnection | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;
  #waitMs = MIN_WAIT_MS;
  #isClosed = false;

  constructor(target: RedisTarget, log: Log, onUp: () => void) {
    this.#target = target;
    this.#log = log;
    this.#onUp = onUp;
  }

  get isUp(): boolean {
    return this.#connection !== undefined;
  }

  /** Tries once. A server that cannot be reached is tried again later; one that refuses rejects with FAILED_PRECONDITION. */
  async open(): Promise<void> {
    try {
      await this.#connect();
    } catch (thrown) {
      if (thrown instanceof RadiantError) throw thrown;
      this.#warn(thrown as Error);
      this.#connectLater();
    }
  }

  /** Rejects when the reply does not come. */
  send(words: readonly string[]): Promise<Reply> {
    return this.#connection?.send(words) ?? Promise.reject(new Error('Redis cannot be reached'));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
    await connection?.ended;
  }

  async #connect(): Promise<void> {
    const connection = await connectRedis(this.#target);
    if (this.#isClosed) {
      connection.close();
      return;
    }
    this.#connection = connection;
    this.#waitMs = MIN_WAIT_MS;
    void connection.ended.then((reason) => {
      this.#connection = undefined;
      if (this.#isClosed) return;
      this.#warn(reason);
      this.#connectLater();
    });
    this.#onUp();
  }

  #connectLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#connectAgain(), this.#waitMs);
    this.#timer.unref();
    this.#waitMs = Math.min(2 * this.#waitMs, MAX_WAIT_MS);
  }

  async #connectAgain(): Promise<void> {
    try {
      await this.#connect();
      this.#log.info('Redis is there again');
    } catch (thrown) {
      this.#log.debug(`Redis cannot be reached: ${(thrown as Error).message}`);
      this.#connectLater();
    }
  }

  #warn({ message }: Error): void {
    const { host, port } = this.#target;
    this.#log.warning(
      `Redis at ${host}:${port} cannot be reached; what routers learn is kept in memory until it can: ${message}`,
    );
  }
}
