import type { Log } from '../base/index.ts';
import { EXIT_CODES } from './exit-codes.table.ts';
import { type SignalWatch, watchSignals } from './microservice/watch-signals.ts';

/** Waits for the signal that ends this process gently; a second one ends it at once. */
export function watchEnd(log: Log): SignalWatch {
  return watchSignals(process, (signal) => {
    log.warning(`${signal} again: ending at once`);
    process.exit(signal === 'SIGINT' ? EXIT_CODES.interrupted : EXIT_CODES.terminated);
  });
}
