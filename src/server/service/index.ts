export { METHOD_LABELS } from './method-labels.table.ts';
export { openService, type ServiceOptions } from './open-service.ts';
export type { CallRecorder, Service } from './service.ts';
