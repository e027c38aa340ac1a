import type { PredictiveUnit, Protocol } from '../types.ts';
import { BUILT_IN_UNITS } from './built-in-units.table.ts';
import type { PrepackagedServer, ServerProtocol, ServerRuntime } from './prepackaged-server.ts';
import { PREPACKAGED_SERVERS } from './servers.table.ts';

/** Servers by the name that `implementation` gives; an operator adds its own. */
export type ServerCatalogue = Readonly<Record<string, PrepackagedServer>>;

/** The servers that come with Seldon Core. */
export const DEFAULT_SERVERS: ServerCatalogue = PREPACKAGED_SERVERS;

/** The word of a node without implementation: its container does the work. */
export const UNKNOWN_IMPLEMENTATION = 'UNKNOWN_IMPLEMENTATION';

/** Whether the graph itself does what the node says (RANDOM_ABTEST and so on). */
export function isBuiltIn(unit: PredictiveUnit): boolean {
  return unit.implementation !== undefined && Object.hasOwn(BUILT_IN_UNITS, unit.implementation);
}

/** Whether the implementation names a server (known or not), and so neither the node's container nor a built-in unit. */
export function isPrepackaged(unit: PredictiveUnit): boolean {
  const { implementation } = unit;
  return (
    implementation !== undefined &&
    implementation !== '' &&
    implementation !== UNKNOWN_IMPLEMENTATION &&
    !isBuiltIn(unit)
  );
}

/** The server that a node names, or undefined where the catalogue has none of that name. */
export function findServer(
  unit: PredictiveUnit,
  servers: ServerCatalogue = DEFAULT_SERVERS,
): PrepackagedServer | undefined {
  const name = unit.implementation ?? '';
  return isPrepackaged(unit) && Object.hasOwn(servers, name) ? servers[name] : undefined;
}

/** How a server runs under a protocol, or undefined where it does not. */
export function findRuntime(server: PrepackagedServer, protocol: Protocol | undefined): ServerRuntime | undefined {
  return server.runtimes[toServerProtocol(protocol)];
}

function toServerProtocol(protocol: Protocol | undefined): ServerProtocol {
  if (protocol === undefined) return 'seldon';
  return protocol === 'kfserving' ? 'v2' : protocol;
}
