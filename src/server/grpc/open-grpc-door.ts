import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Log } from '../../base/index.ts';
import type { Door, Limits } from '../door.ts';
import { acceptCall } from './call/accept-call.ts';
import type { AccessLine, CallHost, OpenCall } from './call/call-host.ts';
import type { MethodTable } from './call/method.ts';
import { Connections } from './connection/connections.ts';
import { http2Options } from './connection/http2-options.ts';
import { ByteBudget } from './wire/byte-budget.ts';

/** What callers may make the door hold at one time, unless one message may be larger. */
const MIN_BUDGET_BYTES = 1024 * 1024 * 1024;

export interface MethodDoorOptions {
  readonly methods: MethodTable;
  readonly host: string;
  readonly port: number;
  readonly limits: Limits;
  readonly log: Log;
  readonly accessLog?: ((line: AccessLine) => void) | undefined;
  /** Bytes that all callers together may make the door hold; at least 1 GB when not given. */
  readonly budgetBytes?: number;
}

/** Opens a gRPC listener for these methods. Rejects with node's error when the port cannot be bound. */
export async function openMethodDoor(options: MethodDoorOptions): Promise<Door> {
  const { limits } = options;
  const host: CallHost = {
    limits,
    log: options.log,
    budget: new ByteBudget(options.budgetBytes ?? Math.max(MIN_BUDGET_BYTES, 4 * limits.maxBodyBytes)),
    openCalls: new Set<OpenCall>(),
    accessLog: options.accessLog,
  };
  const connections = new Connections(createProtocol(options, host), limits);
  // A plain listener holds the port, so that first bytes and closing are in our hands.
  const listener = createServer({ noDelay: true, keepAlive: true }, (socket) => connections.accept(socket));
  await listen(listener, options.host, options.port);
  const port = (listener.address() as AddressInfo).port;
  const sweeper = setInterval(() => sweep(host, connections), limits.checkIntervalMs);
  sweeper.unref();
  const close = (signal?: AbortSignal): Promise<void> =>
    closeDoor(listener, connections, host, signal).finally(() => clearInterval(sweeper));
  return { port, close };
}

/** node:http2 without a port of its own: it gets sockets by `emit('connection')`. */
function createProtocol(options: MethodDoorOptions, host: CallHost): Http2Server {
  const http2 = createHttp2Server(http2Options(options.limits.maxBodyBytes));
  http2.on('stream', (stream: ServerHttp2Stream, headers) => acceptCall(stream, headers, options.methods, host));
  http2.on('sessionError', (error) => options.log.debug('a gRPC connection broke', { cause: String(error) }));
  return http2;
}

function sweep(host: CallHost, connections: Connections): void {
  const nowMs = performance.now();
  for (const call of host.openCalls) call.sweep(nowMs);
  connections.sweep(nowMs);
}

function listen(listener: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen({ host, port }, () => {
      listener.off('error', reject);
      resolve();
    });
  });
}

/** Resolves when the last connection has closed; the signal cuts those that are left. */
function closeDoor(
  listener: Server,
  connections: Connections,
  host: CallHost,
  signal: AbortSignal | undefined,
): Promise<void> {
  const cut = (): void => connections.cut();
  return new Promise((resolve) => {
    listener.close(() => {
      signal?.removeEventListener('abort', cut);
      resolve();
    });
    for (const call of host.openCalls) call.drain();
    // A conversation that began after that is ended when its connection takes no more.
    connections.drain(() => {
      for (const call of host.openCalls) call.drain();
    });
    if (signal?.aborted) cut();
    else signal?.addEventListener('abort', cut);
  });
}
