import { RadiantError } from '../../base/index.ts';

/** What the system says when nothing listens or nothing can be reached: nothing was sent. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);

/** No answer came from a node. The message never has an address. */
export function unreachable(name: string, why: string, cause?: unknown): RadiantError {
  return new RadiantError('UNAVAILABLE', `${name} gives no answer: ${why}`, { reason: 'NODE_UNREACHABLE', cause });
}

export function tooLate(name: string): RadiantError {
  return new RadiantError('DEADLINE_EXCEEDED', `${name} did not answer in time`, { reason: 'NODE_TOO_SLOW' });
}

/** The caller has gone. */
export function callerGone(name: string): RadiantError {
  return new RadiantError('CANCELLED', `nobody waits any more for ${name}`, { reason: 'CALLER_GONE' });
}

/** Over REST 502: the caller has not asked for too much. */
export function answerTooLarge(name: string, maxBytes: number): RadiantError {
  return new RadiantError('RESOURCE_EXHAUSTED', `${name} answers with more than ${maxBytes} bytes`, {
    reason: 'ANSWER_TOO_LARGE',
    httpStatus: 502,
  });
}

/** The error of a connection that did not come about. */
export function cannotConnect(name: string, error: NodeJS.ErrnoException | undefined): RadiantError {
  if (error?.code === 'ECONNREFUSED') return unreachable(name, 'nothing listens on its port', error);
  if (NOT_CONNECTED.has(error?.code ?? '')) return unreachable(name, 'it cannot be reached', error);
  return unreachable(name, 'no connection to it came about', error);
}
