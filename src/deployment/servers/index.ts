export { BUILT_IN_UNITS } from './built-in-units.table.ts';
export {
  DEFAULT_SERVERS,
  findRuntime,
  findServer,
  isBuiltIn,
  isPrepackaged,
  type ServerCatalogue,
  UNKNOWN_IMPLEMENTATION,
} from './find-server.ts';
export type { PrepackagedServer, ServerParameter, ServerProtocol, ServerRuntime } from './prepackaged-server.ts';
export { readServerCatalogue } from './read-catalogue.ts';
