import { once } from 'node:events';
import { type AddressInfo, createServer, Server, type Socket } from 'node:net';
import { acceptQueued } from '../accept-queued.ts';
import type { Listen, Listener } from '../listen.ts';

/** One port for two doors: HTTP/1 connections go to the one, HTTP/2 connections (gRPC) to the other. */
export interface SharedPort {
  readonly rest: Listen;
  readonly grpc: Listen;
  /** Frees the port when a door could not be opened. */
  close(): void;
}

/** What every HTTP/2 client sends first. Source: RFC 9113, 3.4. No HTTP/1 method begins with these letters. */
const HTTP2_START = 'PRI ';

/** Binds the port. The doors must be opened with `rest` and `grpc` as their `listen`. Rejects with the error of the system. */
export async function openSharedPort(host: string, port: number, firstByteTimeoutMs: number): Promise<SharedPort> {
  const doors: { rest?: Server; grpc?: Server } = {};
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) => {
    peek(socket, firstByteTimeoutMs, (isHttp2) => {
      const door = isHttp2 ? doors.grpc : doors.rest;
      if (door === undefined) socket.destroy();
      else door.emit('connection', socket);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= acceptQueued(server).then(() => {
      Server.prototype.close.call(server);
    });
    return stopping;
  };
  const listenAs =
    (kind: 'rest' | 'grpc'): Listen =>
    (door) => {
      doors[kind] = door;
      // An HTTP server begins to watch its connections (time limits, idle ones) when it listens.
      door.emit('listening');
      return Promise.resolve(createListener(door, bound, stop));
    };
  return { rest: listenAs('rest'), grpc: listenAs('grpc'), close: () => void server.close() };
}

/** The port as one of the doors sees it: it has only its own connections. */
function createListener(door: Server, port: number, stop: () => Promise<void>): Listener {
  const open = new Set<Socket>();
  let tell: (() => void) | undefined;
  door.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0) tell?.();
    });
  });
  return {
    port,
    stop,
    async close() {
      await stop();
      if (open.size === 0) return;
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    },
  };
}

/** Looks at the first bytes of a connection and puts them back. */
function peek(socket: Socket, timeoutMs: number, decide: (isHttp2: boolean) => void): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  const ignore = (): void => {};
  const look = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    const start = chunk.toString('latin1', 0, HTTP2_START.length);
    socket.unshift(chunk);
    // A client may send byte by byte.
    if (start.length < HTTP2_START.length && HTTP2_START.startsWith(start)) return;
    clearTimeout(timer);
    socket.off('readable', look);
    socket.off('error', ignore);
    decide(start === HTTP2_START);
  };
  socket.on('error', ignore);
  socket.once('close', () => clearTimeout(timer));
  socket.on('readable', look);
}
