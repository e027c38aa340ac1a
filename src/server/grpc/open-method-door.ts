import type { Http2Server, ServerHttp2Stream } from 'node:http2';
import { createServer, type Server } from 'node:net';
import type { Log } from '../../base/index.ts';
import type { Door, Limits } from '../door.ts';
import { type Listen, type Listener, listenHere } from '../listen.ts';
import { toListenError } from '../to-listen-error.ts';
import { acceptCall } from './call/accept-call.ts';
import type { CallHost } from './call/call-host.ts';
import type { MethodTable } from './call/method.ts';
import { OpenCalls } from './call/open-calls.ts';
import { Connections } from './connection/connections.ts';
import { http2Options } from './connection/http2-options.ts';
import { ByteBudget } from './wire/byte-budget.ts';

/** What callers may make the door hold at one time, unless one message may be larger. */
const MIN_BUDGET_BYTES = 1024 * 1024 * 1024;

export interface MethodDoorOptions {
  readonly methods: MethodTable;
  readonly host: string;
  readonly port: number;
  /** Binds the port; in this process when left out. */
  readonly listen?: Listen | undefined;
  readonly limits: Limits;
  readonly log: Log;
  readonly accessLog?: CallHost['accessLog'];
  /** Told of calls to methods that are not there. */
  readonly refused?: CallHost['refused'];
  /** Bytes that all callers together may make the door hold; at least 1 GB when not given. */
  readonly budgetBytes?: number;
}

/** Opens a gRPC listener for these methods. Rejects with FAILED_PRECONDITION when the port cannot be bound. */
export async function openMethodDoor(options: MethodDoorOptions): Promise<Door> {
  const { limits } = options;
  const host: CallHost = {
    limits,
    log: options.log,
    budget: new ByteBudget(options.budgetBytes ?? Math.max(MIN_BUDGET_BYTES, 4 * limits.maxBodyBytes)),
    openCalls: new OpenCalls(),
    accessLog: options.accessLog,
    refused: options.refused,
  };
  let protocol: Http2Server | undefined;
  const openProtocol = (): Http2Server => {
    protocol ??= createProtocol(options, host);
    return protocol;
  };
  const connections = new Connections(openProtocol, limits);
  // A plain listener holds the port, so that first bytes and closing are in our hands.
  const server = createServer((socket) => connections.accept(socket));
  const listener = await openListener(server, options);
  const sweeper = setInterval(() => sweep(host, connections), limits.checkIntervalMs);
  sweeper.unref();
  const close = (signal?: AbortSignal): Promise<void> =>
    closeDoor(listener, connections, host, signal).finally(() => clearInterval(sweeper));
  return { port: listener.port, close };
}

/**
 * node:http2 without a port of its own: it gets sockets by `emit('connection')`. It is loaded for the first of them, for with node:tls and
 * node:crypto, which it brings along, it is a tenth of a start.
 */
function createProtocol(options: MethodDoorOptions, host: CallHost): Http2Server {
  const http2 = process.getBuiltinModule('node:http2').createServer(http2Options(options.limits.maxBodyBytes));
  http2.on('stream', (stream: ServerHttp2Stream, headers) => acceptCall(stream, headers, options.methods, host));
  http2.on('sessionError', (error) => options.log.debug('a gRPC connection broke', { cause: String(error) }));
  return http2;
}

function sweep(host: CallHost, connections: Connections): void {
  const nowMs = performance.now();
  for (const call of host.openCalls.list()) call.sweep(nowMs);
  connections.sweep(nowMs);
}

async function openListener(server: Server, options: MethodDoorOptions): Promise<Listener> {
  const { host, port, log } = options;
  try {
    const listener = await (options.listen ?? listenHere)(server, host, port);
    server.on('error', (error) => log.error(`gRPC: ${error.message}`));
    return listener;
  } catch (thrown) {
    throw toListenError(thrown, { host, port, what: 'gRPC', option: '--grpc-port' });
  }
}

/** Resolves when the last connection has closed; the signal cuts those that are left. */
async function closeDoor(
  listener: Listener,
  connections: Connections,
  host: CallHost,
  signal: AbortSignal | undefined,
): Promise<void> {
  const cut = (): void => connections.cut();
  const drainCalls = (): void => {
    for (const call of host.openCalls.list()) call.drain();
  };
  if (signal?.aborted !== true) await listener.stop();
  const closed = listener.close();
  drainCalls();
  // A conversation that begins after that is ended when its connection takes no more calls.
  connections.drain(drainCalls);
  if (signal?.aborted) cut();
  else signal?.addEventListener('abort', cut, { once: true });
  await closed;
  signal?.removeEventListener('abort', cut);
}
