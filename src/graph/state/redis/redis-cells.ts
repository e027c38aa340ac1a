import type { Log } from '../../../base/index.ts';
import { addAll } from '../memory-state-store.ts';
import type { StateCells } from '../state-store.ts';
import type { RedisClient } from './redis-client.ts';
import { isFailure, type Reply } from './resp.ts';

/** How long the server remembers which batch of a process came last. */
const REMEMBER_SECONDS = 86_400;

/**
 * Adds a batch once, however often it is sent: KEYS are the numbers (a hash) and the last batch of this process. ARGV: batch, seconds, count of
 * numbers, the numbers as known here, then index and amount pairs. Numbers only grow, so that a server that forgot some is told them again.
 */
const ADD_ONCE = `
local count = tonumber(ARGV[3])
for i = 0, count - 1 do
  local known = ARGV[4 + i]
  if tonumber(known) > tonumber(redis.call('HGET', KEYS[1], i) or '0') then redis.call('HSET', KEYS[1], i, known) end
end
if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[2]) or '0') then
  for i = 4 + count, #ARGV, 2 do redis.call('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1]) end
  redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
end
return redis.call('HGETALL', KEYS[1])`;

/** The numbers of one unit in Redis, with what this process has added and Redis has not confirmed. */
export class RedisCells implements StateCells {
  readonly values: Float64Array;
  readonly #client: RedisClient;
  readonly #keys: readonly [string, string];
  readonly #log: Log;
  /** As Redis said last. */
  readonly #known: Float64Array;
  /** Not sent yet. */
  #waiting: Float64Array;
  #isWaiting = false;
  /** Sent, once or more often, and not confirmed. */
  #batch: Float64Array | undefined = undefined;
  #batchNumber = 0;
  #running: Promise<void> | undefined = undefined;
  #next: Promise<void> | undefined = undefined;
  #lastFailure = '';

  constructor(client: RedisClient, key: string, processId: string, size: number, log: Log) {
    this.#client = client;
    // The braces keep both keys on one node of a Redis cluster.
    this.#keys = [`radiant:{${key}:${size}}`, `radiant:{${key}:${size}}:${processId}`];
    this.#log = log;
    this.values = new Float64Array(size);
    this.#known = new Float64Array(size);
    this.#waiting = new Float64Array(size);
  }

  /** Amounts must not be negative. Resolves when Redis has them, or cannot be asked: then they are kept here until it can. */
  add(changes: readonly number[]): Promise<void> {
    addAll(this.#waiting, changes);
    addAll(this.values, changes);
    this.#isWaiting = true;
    return this.exchange();
  }

  /** True when nothing waits for Redis. */
  get isKept(): boolean {
    return this.#batch === undefined && !this.#isWaiting;
  }

  /** Sends what waits, and gets what others added. Never rejects. */
  exchange(): Promise<void> {
    if (!this.#client.isUp) return Promise.resolve();
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(() => this.#start());
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = this.#exchangeOnce().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #exchangeOnce(): Promise<void> {
    // What may have arrived is sent again as it was: only so can Redis tell.
    const isAgain = this.#batch !== undefined;
    if (!isAgain && this.#isWaiting) this.#takeBatch();
    try {
      const reply = await this.#client.send(this.#command());
      if (isFailure(reply)) throw new Error(reply.failure);
      this.#batch = undefined;
      this.#learn(reply);
      this.#lastFailure = '';
    } catch (thrown) {
      this.#warn((thrown as Error).message);
      return;
    }
    if (isAgain && this.#isWaiting) await this.#exchangeOnce();
  }

  #takeBatch(): void {
    this.#batch = this.#waiting;
    this.#batchNumber += 1;
    this.#waiting = new Float64Array(this.values.length);
    this.#isWaiting = false;
  }

  #command(): string[] {
    const count = String(this.values.length);
    const fixed = [String(this.#batchNumber), String(REMEMBER_SECONDS), count, ...Array.from(this.#known, String)];
    const changes: string[] = [];
    this.#batch?.forEach((amount, index) => {
      if (amount !== 0) changes.push(String(index), String(amount));
    });
    return ['EVAL', ADD_ONCE, '2', ...this.#keys, ...fixed, ...changes];
  }

  /** `reply` is a list of names and numbers by turns. */
  #learn(reply: Reply): void {
    if (!Array.isArray(reply)) throw new Error('no list of numbers');
    for (let i = 0; i + 1 < reply.length; i += 2) {
      const index = Number(reply[i]);
      const value = Number(reply[i + 1]);
      if (!(index in this.#known) || !Number.isFinite(value)) throw new Error(`no number at ${this.#keys[0]}`);
      this.#known[index] = value;
    }
    for (let i = 0; i < this.values.length; i++) this.values[i] = (this.#known[i] ?? 0) + (this.#waiting[i] ?? 0);
  }

  /** Connections that end are told by the client; the same words once. */
  #warn(message: string): void {
    if (!this.#client.isUp || message === this.#lastFailure) return;
    this.#lastFailure = message;
    this.#log.warning(`what a router learns is kept in memory, for Redis does not take it: ${message}`);
  }
}
