import { RadiantError } from '../../base/index.ts';
import type { Component } from '../../payload/index.ts';
import { type CustomServer, openCustomServer } from './custom/open-custom-server.ts';
import { SERVERS } from './registry.ts';
import type { ServerRequest } from './server-request.ts';

/** Opens a prepackaged server, or one that was registered under its name, which wins. Throws a RadiantError that says what to change. */
export async function openPrepackagedServer(
  request: ServerRequest,
  custom: ReadonlyMap<string, CustomServer> = new Map(),
): Promise<Component> {
  const { server, runtime, name } = request;
  const own = custom.get(server);
  if (own !== undefined) return await openCustomServer(request, own);
  const open = Object.hasOwn(SERVERS, runtime) ? SERVERS[runtime] : undefined;
  if (open !== undefined) return await open(request);
  throw new RadiantError(
    'UNIMPLEMENTED',
    `node ${name}: ${server} does not run here; the class that is to stand for it can be registered in a file (--servers)`,
    { reason: 'SERVER_NOT_SUPPORTED' },
  );
}
