import { setTimeout as delay } from 'node:timers/promises';
import { type Log, RadiantError } from '../../base/index.ts';
import { type MetricsSnapshot, mergeSnapshots, withoutGauges } from '../../observe/index.ts';
import type { JsonObject } from '../../payload/index.ts';
import { createRestartDelay } from './restart-delay.ts';
import { SharedPorts } from './shared-ports.ts';
import { type WorkerExit, WorkerProcess } from './worker-process.ts';

/** A process that computes for longer than this is shown with its last known numbers. */
const MEASURE_TIMEOUT_MS = 500;

export interface ClusterOptions {
  readonly workers: number;
  /** The file that a worker process runs; it calls `joinCluster`. */
  readonly entry: string;
  /** Handed to every worker process by structured clone. */
  readonly settings: unknown;
  readonly log: Log;
  /** Ends a start that has not succeeded yet. */
  readonly signal?: AbortSignal | undefined;
}

/** The worker processes of one server, seen from the primary process. */
export interface Cluster {
  /** The ports that the processes share, in the order in which they asked for them. */
  readonly ports: readonly number[];
  /** A request that the processes can answer. */
  readonly example: JsonObject | undefined;
  /** How many processes serve now. */
  readonly readyCount: number;
  /** The processes that run now. */
  readonly pids: readonly number[];
  /** The numbers of all processes, also of those that have ended, as one: sums never fall back. */
  collectMetrics(workerId: string): Promise<MetricsSnapshot>;
  /**
   * Takes no new connections, lets every process end its requests, and resolves when all have exited.
   * When the signal fires the rest is killed.
   */
  close(signal?: AbortSignal): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/**
 * Starts the worker processes and replaces those that crash. Resolves when the first one serves; rejects with its
 * error when it cannot start: what stops one would stop all, and is told once.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const cluster = new Supervisor(options);
  await cluster.start();
  return cluster;
}

class Supervisor implements Cluster {
  ports: readonly number[] = [];
  example: JsonObject | undefined;
  readonly #options: ClusterOptions;
  readonly #ports = new SharedPorts();
  readonly #processes = new Map<number, WorkerProcess>();
  readonly #ready = new Set<WorkerProcess>();
  readonly #closing = new AbortController();
  #slots: Promise<void>[] = [];
  readonly #killAll = (): void => this.kill();
  #ended: MetricsSnapshot = { workerId: '', families: [] };

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  get readyCount(): number {
    return this.#ready.size;
  }

  get pids(): readonly number[] {
    return [...this.#processes.values()].flatMap(({ pid }) => pid ?? []);
  }

  async start(): Promise<void> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    // However this process ends, the others do not stay behind.
    process.once('exit', this.#killAll);
    signal?.addEventListener('abort', this.#killAll, { once: true });
    const first = this.#spawn(0);
    const isReady = await first.ready;
    signal?.removeEventListener('abort', this.#killAll);
    if (!isReady) {
      this.#ports.abandon();
      process.off('exit', this.#killAll);
      throw startError(await first.exited);
    }
    this.ports = await this.#ports.numbers();
    this.example = first.example;
    this.#slots = [this.#keepRunning(0, first)];
    for (let index = 1; index < this.#options.workers; index++) this.#slots.push(this.#keepRunning(index));
  }

  async collectMetrics(workerId: string): Promise<MetricsSnapshot> {
    const measured = await Promise.all([...this.#processes.values()].map((one) => one.measure(MEASURE_TIMEOUT_MS)));
    // A process that ended while others were asked is in the sum of the ended ones now.
    const running = new Set([...this.#processes.values()].map(({ pid }) => String(pid)));
    const live = measured.filter((one) => one !== undefined && running.has(one.workerId)) as MetricsSnapshot[];
    return mergeSnapshots(workerId, [this.#ended, ...live]);
  }

  async close(signal?: AbortSignal): Promise<void> {
    this.#closing.abort();
    if (signal?.aborted === true) this.kill();
    signal?.addEventListener('abort', this.#killAll, { once: true });
    await this.#ports.close();
    for (const worker of this.#processes.values()) {
      if (this.#ready.has(worker)) worker.drain();
      else worker.kill();
    }
    await Promise.all(this.#slots);
    this.#ports.abandon();
    signal?.removeEventListener('abort', this.#killAll);
    process.off('exit', this.#killAll);
  }

  kill(): void {
    this.#closing.abort();
    for (const worker of this.#processes.values()) worker.kill();
    this.#ports.abandon();
  }

  #spawn(index: number): WorkerProcess {
    const { entry, settings, log } = this.#options;
    const worker = new WorkerProcess({ index, entry, settings, log, ports: this.#ports });
    this.#processes.set(index, worker);
    void worker.exited.then((exit) => {
      this.#ready.delete(worker);
      this.#processes.delete(index);
      if (exit.lastSnapshot !== undefined) {
        this.#ended = mergeSnapshots('', [this.#ended, withoutGauges(exit.lastSnapshot)]);
      }
    });
    return worker;
  }

  /** One slot: whenever its process has gone there is a new one, until the cluster closes. */
  async #keepRunning(index: number, first?: WorkerProcess): Promise<void> {
    const { log } = this.#options;
    const restartDelay = createRestartDelay();
    for (let worker = first; !this.#closing.signal.aborted; worker = undefined) {
      worker ??= this.#spawn(index);
      if (await worker.ready) this.#ready.add(worker);
      const exit = await worker.exited;
      if (this.#closing.signal.aborted) return;
      const waitMs = exit.isOrderly && exit.wasReady ? 0 : restartDelay(exit.livedMs);
      const doing = exit.wasReady ? 'a server process' : 'a server process that was starting';
      log.error(`${doing} ${exit.how}; a new one starts`, {
        worker: index,
        waitMs,
        error: exit.failure?.message,
      });
      await delay(waitMs, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
  }
}

function startError({ failure, how }: WorkerExit): RadiantError {
  if (failure === undefined) {
    return new RadiantError('FAILED_PRECONDITION', `the server process ${how} while it was starting`, {
      reason: 'WORKER_START_FAILED',
    });
  }
  const { message, reason, cause } = failure;
  return new RadiantError('FAILED_PRECONDITION', message, { reason, cause });
}
