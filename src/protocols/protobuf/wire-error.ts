import { RadiantError } from '../../base/index.ts';

/** The error of every malformed protobuf message: the caller's fault, with the message and the place in it. */
export function wireError(where: string, problem: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${where}: ${problem}`, { reason: 'MICROSERVICE_BAD_DATA' });
}

/** The reason of bytes that are no protobuf message at all, in contrast to a message whose content cannot be used. */
export const NO_MESSAGE = 'MALFORMED_PROTOBUF';

export function noMessageError(where: string, problem: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', `${where}: not a valid message: ${problem}`, { reason: NO_MESSAGE });
}
