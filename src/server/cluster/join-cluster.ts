import type { Socket } from 'node:net';
import { RadiantError } from '../../base/index.ts';
import type { Metrics } from '../../observe/index.ts';
import type { JsonObject } from '../../payload/index.ts';
import type { Listen } from '../listen.ts';
import { HandedPort } from './handed-port.ts';
import { type FromWorker, pack, type ToWorker, unpack, type WorkerFailure } from './messages.ts';

/** So often a process that counted something tells its numbers unasked: so much is lost when it crashes. */
const REPORT_INTERVAL_MS = 1000;
/** A process that has left but does not end (a timer of user code keeps it) is ended after this time. */
const LINGER_MS = 1000;

/** What a worker process has of its cluster. */
export interface Membership {
  /** From 0; the same for the one that replaces a crashed process. */
  readonly index: number;
  /** What the primary was given for the worker processes. */
  readonly settings: unknown;
  /** Fires once: no more connections come, end what runs and exit with code 0. */
  readonly drained: AbortSignal;
  /** In place of `server.listen`: connections of the shared port arrive at the server. */
  readonly listen: Listen;
  /** Tells that this process serves, a request that it can answer, and from then on its numbers. */
  ready(metrics: Metrics, example?: JsonObject): void;
  /** Tells why this process could not start. Exit afterwards. */
  failed(thrown: unknown): Promise<void>;
  /** Sends the last numbers and lets go of the primary, so that the process can end. */
  leave(metrics: Metrics): Promise<void>;
}

/** Joins the cluster whose primary process has started this one. Rejects when this is no worker process. */
export async function joinCluster(): Promise<Membership> {
  if (process.send === undefined) {
    throw new RadiantError('FAILED_PRECONDITION', 'this program is started by radiant, for --workers', {
      reason: 'NO_CLUSTER',
    });
  }
  const start = Promise.withResolvers<Extract<ToWorker, { type: 'start' }>>();
  const draining = new AbortController();
  const ports: HandedPort[] = [];
  let metrics: Metrics | undefined;
  const measure = (): Promise<void> =>
    metrics === undefined ? Promise.resolve() : send({ type: 'snapshot', snapshot: pack(metrics.snapshot()) });
  process.on('message', (received, socket) => {
    const message = received as ToWorker;
    if (message.type === 'start') start.resolve(message);
    else if (message.type === 'drain') draining.abort();
    else if (message.type === 'measure') void measure();
    else ports[message.portId]?.receive(message, socket as Socket | undefined);
  });
  // Without a primary nobody hands over connections or replaces this process.
  process.once('disconnect', () => draining.abort());
  // A terminal sends its signals to all processes; the primary says what follows from them.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => draining.abort());
  const { index, settings } = await start.promise;
  return {
    index,
    settings: unpack(settings),
    drained: draining.signal,
    listen: async (server, host, port) => {
      const handed = new HandedPort(server, ports.length, (message) => void send(message));
      ports.push(handed);
      return { port: await handed.open(host, port), stop: () => handed.stop(), close: () => handed.close() };
    },
    ready: (measured, example) => {
      metrics = measured;
      const report = setInterval(() => void measure(), REPORT_INTERVAL_MS);
      report.unref();
      void send({ type: 'ready', example: pack(example) });
    },
    failed: (thrown) => send({ type: 'failed', failure: pack(describe(thrown)) }),
    leave: async (measured) => {
      await send({ type: 'snapshot', snapshot: pack(measured.snapshot()) });
      if (process.connected) process.disconnect?.();
      setTimeout(() => process.exit(0), LINGER_MS).unref();
    },
  };
}

/** Resolves when the message is on its way; without a primary there is nobody to tell. */
function send(message: FromWorker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const post = process.send as ((message: FromWorker, sent: () => void) => void) | undefined;
  if (process.connected && post !== undefined) post.call(process, message, resolve);
  else resolve();
  return promise;
}

function describe(thrown: unknown): WorkerFailure {
  if (thrown instanceof RadiantError) {
    const { message, reason, cause } = thrown;
    return { message, reason, cause: isPlainObject(cause) ? cause : undefined };
  }
  return {
    message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    reason: 'START_FAILED',
    cause: undefined,
  };
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
