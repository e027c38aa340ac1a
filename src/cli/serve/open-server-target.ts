import { RadiantError } from '../../base/index.ts';
import { findRuntime, type ServerRuntime } from '../../deployment/index.ts';
import { openPrepackagedServer } from '../../hosts/prepackaged/index.ts';
import type { Component } from '../../payload/index.ts';
import { redactUri } from '../../storage/index.ts';
import type { ComponentSurroundings } from '../microservice/open-component.ts';
import type { MicroserviceSettings } from '../microservice/settings.ts';
import { suggest } from '../suggest.ts';
import { fetchHere } from './fetch-here.ts';
import { type RegisteredServers, readServersFile } from './read-servers-file.ts';
import type { ServerTarget } from './server-target.ts';

/** Brings a server's model here and opens it. Throws as `fetchModel` and `openPrepackagedServer` do, or for a server that nobody knows. */
export async function openServerTarget(
  target: ServerTarget,
  settings: MicroserviceSettings,
  surroundings: ComponentSurroundings,
): Promise<Component> {
  const { server, name, protocol } = target;
  const servers = await readServersFile(target.serversFile, surroundings.cwd);
  const { runtime, files } = chooseRuntime(target, servers);
  const path =
    target.modelUri === undefined ? undefined : await fetchServerModel(target.modelUri, target, surroundings);
  const request = {
    ...{ server, runtime, files, protocol, path, name, settings, surroundings },
    parameters: settings.parameters,
  };
  return await openPrepackagedServer(request, servers.classes);
}

/** Throws as `fetchModel`; the message names the server and, where it does not yet, the URI. */
async function fetchServerModel(
  uri: string,
  { server, name }: ServerTarget,
  surroundings: ComponentSurroundings,
): Promise<string> {
  try {
    return await fetchHere(uri, surroundings);
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    const { code, reason, message, cause = thrown } = thrown;
    const shown = redactUri(uri);
    const place = message.includes(shown) ? '' : ` ${shown}`;
    throw new RadiantError(code, `${server} ${name} cannot have its model${place}: ${message}`, { reason, cause });
  }
}

/** Every protocol is answered here, so that a server without the wished one runs with what it has. */
function chooseRuntime({ server, protocol }: ServerTarget, { catalogue }: RegisteredServers): ServerRuntime {
  const known = Object.hasOwn(catalogue, server) ? catalogue[server] : undefined;
  const runtime = known && (findRuntime(known, protocol) ?? Object.values(known.runtimes)[0]);
  if (runtime !== undefined) return runtime;
  const near = suggest(server, Object.keys(catalogue));
  const hint =
    near === undefined ? `the servers are ${Object.keys(catalogue).sort().join(', ')}` : `did you mean ${near}?`;
  throw new RadiantError('INVALID_ARGUMENT', `there is no server ${server}: ${hint}`, { reason: 'USAGE' });
}
