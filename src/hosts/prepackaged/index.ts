export type { CustomServer } from './custom/open-custom-server.ts';
export { openPrepackagedServer } from './open-prepackaged-server.ts';
export type { ServerRequest } from './server-request.ts';
