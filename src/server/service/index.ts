export { openService, type ServiceOptions } from './open-service.ts';
export { predictionVerb } from './prediction-verb.ts';
export { runValues } from './run-values.ts';
export type { Service } from './service.ts';
