import { RadiantError } from '../../base/index.ts';

/** The error of every malformed protobuf message: the caller's fault, with the message and the place in it. */
export function wireError(where: string, problem: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${where}: ${problem}`, { reason: 'MICROSERVICE_BAD_DATA' });
}
