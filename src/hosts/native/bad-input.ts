import { RadiantError } from '../../base/index.ts';

const MAX_SHOWN = 10;
const MAX_LENGTH = 60;

/** The caller's data does not fit the model. */
export function badInput(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', httpStatus: 400 });
}

/** A few names for a message. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN).map((name) => JSON.stringify(name.slice(0, MAX_LENGTH)));
  return names.length > MAX_SHOWN ? `${shown.join(', ')} and ${names.length - MAX_SHOWN} more` : shown.join(', ');
}
