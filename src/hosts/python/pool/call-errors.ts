import { RadiantError } from '../../../base/index.ts';
import { describeEnd, type WorkerEnd } from '../process/worker-end.ts';

/** The errors that the host itself answers with; what user code raised comes from `decodeAnswer`. */

export function createCrashError(end: WorkerEnd): RadiantError {
  const message = `the Python worker ${describeEnd(end)} while it computed this request; the request is not repeated`;
  return new RadiantError('UNAVAILABLE', message, { reason: 'WORKER_CRASHED' });
}

export function createTimeoutError(timeoutMs: number): RadiantError {
  const message = `the call took longer than ${timeoutMs / 1000} s and was ended; --timeout sets this limit (0 = none)`;
  return new RadiantError('DEADLINE_EXCEEDED', message, { reason: 'TIMEOUT' });
}

export function createDeadlineError(): RadiantError {
  return new RadiantError('DEADLINE_EXCEEDED', "the caller's deadline has passed", { reason: 'DEADLINE_EXCEEDED' });
}

export function createCancelledError(): RadiantError {
  return new RadiantError('CANCELLED', 'the caller has gone', { reason: 'CANCELLED' });
}

export function createStalledError(stallMs: number): RadiantError {
  const message = `the caller took nothing of its stream for ${stallMs / 1000} s, and the worker waited for it: the stream was ended`;
  return new RadiantError('CANCELLED', message, { reason: 'STREAM_STALLED' });
}

export function createQueueFullError(maxQueueLength: number): RadiantError {
  const message = `${maxQueueLength} calls wait for a Python worker already; send fewer at once, or start more with --workers`;
  return new RadiantError('RESOURCE_EXHAUSTED', message, { reason: 'QUEUE_FULL', httpStatus: 503 });
}

export function createClosingError(): RadiantError {
  return new RadiantError('UNAVAILABLE', 'the server is shutting down', { reason: 'SHUTTING_DOWN' });
}

export function createNoWorkerError(waitMs: number): RadiantError {
  const message = `no Python worker could be started again within ${waitMs / 1000} s; the log has the cause`;
  return new RadiantError('UNAVAILABLE', message, { reason: 'NO_WORKER' });
}

export function createFailingError(detail: string): RadiantError {
  const message = `the Python workers cannot be started again: ${detail}`;
  return new RadiantError('UNAVAILABLE', message, { reason: 'WORKER_START_FAILED' });
}
