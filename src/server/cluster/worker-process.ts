import { type ChildProcess, fork } from 'node:child_process';
import type { Log } from '../../base/index.ts';
import type { MetricsSnapshot } from '../../observe/index.ts';
import type { JsonObject } from '../../payload/index.ts';
import { type FromWorker, pack, type ToWorker, unpack, type WorkerFailure } from './messages.ts';
import type { PortMember } from './shared-port.ts';
import type { SharedPorts } from './shared-ports.ts';

export interface WorkerProcessOptions {
  readonly index: number;
  /** The file that a worker process runs; it calls `joinCluster`. */
  readonly entry: string;
  readonly settings: unknown;
  readonly ports: SharedPorts;
  readonly log: Log;
}

export interface WorkerExit {
  /** How it ended, in words: `exited with code 1`. */
  readonly how: string;
  readonly livedMs: number;
  readonly wasReady: boolean;
  /** True when it left by itself after a drain. */
  readonly isOrderly: boolean;
  readonly failure: WorkerFailure | undefined;
  readonly lastSnapshot: MetricsSnapshot | undefined;
}

/** One worker process from its start to its end. */
export class WorkerProcess {
  readonly ready: Promise<boolean>;
  readonly exited: Promise<WorkerExit>;
  readonly #child: ChildProcess;
  readonly #options: WorkerProcessOptions;
  readonly #members = new Map<number, PortMember>();
  #failure: WorkerFailure | undefined;
  #snapshot: MetricsSnapshot | undefined;
  #isReady = false;
  #example: JsonObject | undefined;
  #awaitsMeasure: (() => void)[] = [];

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    const startedAt = performance.now();
    this.#child = fork(options.entry, [], { stdio: 'inherit' });
    const becameReady = Promise.withResolvers<boolean>();
    const exited = Promise.withResolvers<WorkerExit>();
    this.ready = becameReady.promise;
    this.exited = exited.promise;
    this.#child.on('message', (message) => this.#receive(message as FromWorker, () => becameReady.resolve(true)));
    // Sending to a process that has just died fails; its exit tells the same.
    this.#child.on('error', (error) => options.log.debug('worker process', { error: error.message }));
    this.#child.once('exit', (code, signal) => {
      this.#forgetPorts();
      this.#measured();
      becameReady.resolve(false);
      exited.resolve({
        how: signal === null ? `exited with code ${code}` : `was ended by ${signal}`,
        livedMs: performance.now() - startedAt,
        wasReady: this.#isReady,
        isOrderly: code === 0,
        failure: this.#failure,
        lastSnapshot: this.#snapshot,
      });
    });
    this.#send({ type: 'start', index: options.index, settings: pack(options.settings) });
  }

  /** What it told with being ready. */
  get example(): JsonObject | undefined {
    return this.#example;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks for fresh numbers. Resolves with the last known ones when it does not answer in time. */
  async measure(timeoutMs: number): Promise<MetricsSnapshot | undefined> {
    if (!this.#isReady || !this.#child.connected) return this.#snapshot;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    this.#awaitsMeasure.push(resolve);
    this.#send({ type: 'measure' });
    await promise;
    clearTimeout(timer);
    return this.#snapshot;
  }

  drain(): void {
    this.#send({ type: 'drain' });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #receive(message: FromWorker, becomesReady: () => void): void {
    switch (message.type) {
      case 'listen':
        void this.#listen(message.portId, message.host, message.port);
        return;
      case 'unlisten':
        this.#unlisten(message.portId);
        return;
      case 'took':
        this.#withPort(message.portId, (member) =>
          this.#options.ports.get(message.portId)?.settle(member, message.connections, message.open),
        );
        return;
      case 'ready':
        this.#isReady = true;
        this.#example = unpack(message.example);
        becomesReady();
        return;
      case 'failed':
        this.#failure = unpack(message.failure);
        return;
      case 'snapshot':
        this.#snapshot = unpack(message.snapshot);
        this.#measured();
    }
  }

  async #listen(portId: number, host: string, port: number): Promise<void> {
    try {
      const shared = await this.#options.ports.open(portId, host, port);
      const member: PortMember = {
        hand: (connection, socket) => {
          // When the process has died its exit gives the connection to another one.
          this.#child.send(
            { type: 'connection', connection, portId } satisfies ToWorker,
            socket,
            { keepOpen: true },
            () => {},
          );
        },
      };
      this.#members.set(portId, member);
      this.#send({ type: 'listening', portId, port: shared.number });
      shared.port.add(member);
    } catch (thrown) {
      const { code = '', message } = thrown as NodeJS.ErrnoException;
      this.#send({ type: 'notListening', portId, code, message });
    }
  }

  #unlisten(portId: number): void {
    this.#withPort(portId, (member) => this.#options.ports.get(portId)?.retire(member));
    this.#send({ type: 'unlistened', portId });
  }

  #forgetPorts(): void {
    for (const [portId, member] of this.#members) this.#options.ports.get(portId)?.remove(member);
    this.#members.clear();
  }

  #withPort(portId: number, use: (member: PortMember) => void): void {
    const member = this.#members.get(portId);
    if (member !== undefined) use(member);
  }

  #measured(): void {
    const waiting = this.#awaitsMeasure;
    this.#awaitsMeasure = [];
    for (const resolve of waiting) resolve();
  }

  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}
