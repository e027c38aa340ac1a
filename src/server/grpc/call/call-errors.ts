import { RadiantError } from '../../../base/index.ts';

export function callerGone(): RadiantError {
  return new RadiantError('CANCELLED', 'the caller cancelled the call');
}

export function deadlinePassed(): RadiantError {
  return new RadiantError(
    'DEADLINE_EXCEEDED',
    'the deadline of the call (grpc-timeout) passed before the answer was there',
  );
}

export function receiveTimeout(timeoutMs: number): RadiantError {
  const message = `the message was not complete after ${timeoutMs} ms`;
  return new RadiantError('DEADLINE_EXCEEDED', message, { reason: 'REQUEST_TIMEOUT', httpStatus: 408 });
}

/** `isEmpty`: not even a part of a message came. */
export function truncated(isEmpty: boolean): RadiantError {
  if (isEmpty) {
    const message = 'the call ended without a message: this method takes exactly one';
    return new RadiantError('UNIMPLEMENTED', message, { reason: 'BAD_FRAME', httpStatus: 400 });
  }
  const message = 'the call ended inside a message: it is shorter than its prefix says';
  return new RadiantError('INTERNAL', message, { reason: 'BAD_FRAME', httpStatus: 400 });
}

export function severalMessages(): RadiantError {
  const message = 'the call has several messages: this method takes exactly one';
  return new RadiantError('UNIMPLEMENTED', message, { reason: 'BAD_FRAME', httpStatus: 400 });
}

export function unknownMethod(path: string): RadiantError {
  const [, service = '', method = ''] = path.split('/');
  const message = `unknown method ${method || '(none)'} of service ${service || '(none)'}`;
  return new RadiantError('UNIMPLEMENTED', message, { reason: 'UNKNOWN_METHOD', httpStatus: 404 });
}

export function shuttingDown(): RadiantError {
  return new RadiantError('UNAVAILABLE', 'the server is shutting down', { reason: 'SHUTTING_DOWN' });
}
