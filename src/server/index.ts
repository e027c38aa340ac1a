export { DEFAULT_LIMITS, type Limits } from './door.ts';
export { openServer, type RunningServer, type ServerOptions } from './open-server.ts';
