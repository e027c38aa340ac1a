import { inspect } from 'node:util';
import { ERROR_CODES, type ErrorCode, type Log, RadiantError } from '../../base/index.ts';

/** The reason of an error that user code raised without choosing one. */
const USER_CODE_FAILED = 'MICROSERVICE_INTERNAL_ERROR';

/**
 * What the caller is told of an exception in user code. A RadiantError (of any copy of this package) is what user code
 * chose to say and stays; anything else is logged here, once, with its stack, and its text goes to the caller.
 */
export function toUserError(thrown: unknown, hook: string, log: Log): RadiantError {
  if (thrown instanceof RadiantError) return thrown;
  const chosen = readForeignError(thrown);
  if (chosen !== undefined) return chosen;
  const message = thrown instanceof Error ? thrown.message : inspect(thrown);
  log.error(`${hook} threw ${thrown instanceof Error ? thrown.name : 'a value that is no Error'}: ${message}`, {
    stack: thrown instanceof Error ? inspect(thrown) : undefined,
  });
  return new RadiantError('UNKNOWN', message, {
    reason: USER_CODE_FAILED,
    httpStatus: 500,
    isLogged: true,
    cause: thrown,
  });
}

/** A RadiantError made by another copy of the class. */
function readForeignError(thrown: unknown): RadiantError | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'RadiantError') return undefined;
  const { code, reason, httpStatus } = thrown as { code?: unknown; reason?: unknown; httpStatus?: unknown };
  if (typeof code !== 'string' || !Object.hasOwn(ERROR_CODES, code)) return undefined;
  return new RadiantError(code as ErrorCode, thrown.message, {
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof httpStatus === 'number' ? { httpStatus } : {}),
    cause: thrown,
  });
}
