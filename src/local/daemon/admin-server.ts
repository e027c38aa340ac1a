import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { ERROR_CODES, toRadiantError } from '../../base/index.ts';
import type { ApplyRequest, ChangeLine, DeploymentView } from './admin-api.ts';
import type { Daemon } from './open-daemon.ts';

/** Serves a daemon to the commands of its own user, on a Unix socket. */
export interface AdminServer {
  /** Resolves when a command asks the daemon to end. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

type Handler = (match: RegExpExecArray, req: IncomingMessage, res: ServerResponse) => Promise<void>;

const ONE = '/v1/deployments/([^/]+)/([^/]+)';

/** Opens the socket, in place of one that a dead daemon left. */
export async function openAdminServer(daemon: Daemon, socket: string): Promise<AdminServer> {
  const ending = Promise.withResolvers<void>();
  const routes = routesOf(daemon, ending.resolve);
  const server = createServer((req, res) => {
    answer(routes, req, res).catch((thrown: unknown) => fail(res, thrown));
  });
  await rm(socket, { force: true });
  server.listen(socket);
  await once(server, 'listening');
  await chmod(socket, 0o600);
  return {
    ended: ending.promise,
    async close() {
      server.closeIdleConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function routesOf(
  daemon: Daemon,
  end: () => void,
): readonly (readonly [method: string, path: RegExp, handler: Handler])[] {
  const route = (method: string, path: string, handler: Handler) => [method, new RegExp(`^${path}$`), handler] as const;
  return [
    route('GET', '/v1/daemon', async (_match, _req, res) => send(res, daemon.view)),
    route('DELETE', '/v1/daemon', async (_match, _req, res) => {
      send(res, {});
      end();
    }),
    route('GET', '/v1/deployments', async (_match, _req, res) => send(res, await daemon.list())),
    route('POST', '/v1/deployments', async (_match, req, res) => {
      const request = (await json(req)) as ApplyRequest;
      await change(res, (say) => daemon.apply(request, say));
    }),
    route('GET', ONE, async (match, _req, res) => send(res, await daemon.find(...named(match)))),
    route('PUT', ONE, async (match, req, res) => {
      const { written } = (await json(req)) as { written: unknown };
      await change(res, (say) => daemon.amend(...named(match), written, say));
    }),
    route('DELETE', ONE, async (match, _req, res) => {
      await daemon.remove(...named(match));
      send(res, {});
    }),
    route('GET', `${ONE}/history`, async (match, _req, res) => send(res, await daemon.history(...named(match)))),
    route('POST', `${ONE}/undo`, async (match, req, res) => {
      const { revision } = (await json(req)) as { revision?: number };
      await change(res, (say) => daemon.undo(...named(match), revision, say));
    }),
  ];
}

async function answer(routes: ReturnType<typeof routesOf>, req: IncomingMessage, res: ServerResponse): Promise<void> {
  for (const [method, path, handler] of routes) {
    const match = req.method === method ? path.exec(req.url ?? '') : null;
    if (match !== null) return await handler(match, req, res);
  }
  res.writeHead(404).end(`{"message":"no such path: is the daemon of another version?","reason":"PATH_NOT_FOUND"}`);
}

/** A change answers with a line of JSON for each step. */
async function change(
  res: ServerResponse,
  work: (say: (text: string) => void) => Promise<DeploymentView>,
): Promise<void> {
  const write = (line: ChangeLine): void => void res.write(`${JSON.stringify(line)}\n`);
  res.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  try {
    write({ type: 'done', deployment: await work((text) => write({ type: 'progress', text })) });
  } catch (thrown) {
    const { error } = toRadiantError(thrown);
    write({ type: 'failed', message: error.message, reason: error.reason });
  }
  res.end();
}

function named(match: RegExpExecArray): readonly [namespace: string, name: string] {
  return [decodeURIComponent(match[1] ?? ''), decodeURIComponent(match[2] ?? '')];
}

function send(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function fail(res: ServerResponse, thrown: unknown): void {
  const { error } = toRadiantError(thrown);
  if (res.headersSent) res.destroy();
  else
    res.writeHead(ERROR_CODES[error.code].http).end(JSON.stringify({ message: error.message, reason: error.reason }));
}
