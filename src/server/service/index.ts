export { openService, type ServiceOptions } from './open-service.ts';
export type { Service } from './service.ts';
