import { type Log, RadiantError } from '../../base/index.ts';

/** Shows where user code threw during the start; causes of other failures say nothing that the message does not. */
export function logUserStack(thrown: unknown, log: Log): void {
  const isUserFault = thrown instanceof RadiantError && /^(START|LOAD)_FAILED$/.test(thrown.reason);
  if (isUserFault && thrown.cause instanceof Error)
    log.error('the class cannot be started', { stack: thrown.cause.stack });
}
