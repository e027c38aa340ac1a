import type { Log } from '../../base/index.ts';

/**
 * A promise that user code started and let go of must not end the service when it fails: nobody waits for it, so the
 * log has the error and everyone else is served on. An error thrown outside of any promise still ends the process,
 * for what it left half done is unknown.
 */
export function logStrays(log: Log): void {
  process.on('unhandledRejection', (reason) => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    log.error('a promise failed that nobody waited for (is an await missing in the class?)', { stack: text });
  });
}
