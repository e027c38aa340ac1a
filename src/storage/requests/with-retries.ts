import { RadiantError } from '../../base/index.ts';
import type { StorageContext } from '../storage-context.ts';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;
const MAX_RETRY_AFTER_MS = 60_000;

/** How often it went wrong in a row, and what follows. Waits between tries, longer each time and never all at once. */
export interface Retrying {
  /** Waits before the next try, or throws the error when it is hopeless or the tries are used up. */
  failed(thrown: unknown): Promise<void>;
  /** Something came: the count starts again. */
  succeeded(): void;
}

type RetryContext = Pick<StorageContext, 'sleep' | 'log'> & { readonly limits: { readonly attempts: number } };

/** Counts failures for one piece of work. */
export function startRetrying(context: RetryContext): Retrying {
  let failures = 0;
  return {
    succeeded: () => {
      failures = 0;
    },
    failed: async (thrown) => {
      failures += 1;
      if (!(thrown instanceof RadiantError) || !isTransient(thrown) || failures >= context.limits.attempts)
        throw thrown;
      const delayMs = chooseDelay(failures, thrown);
      context.log?.debug(`${thrown.message}; trying again`, { failures, delayMs });
      await context.sleep(delayMs);
    },
  };
}

/** Runs `attempt` until it succeeds, as long as its failures are of the passing kind. */
export async function withRetries<T>(context: RetryContext, attempt: () => Promise<T>): Promise<T> {
  const retrying = startRetrying(context);
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      await retrying.failed(thrown);
    }
  }
}

/** Whether the same request may well succeed a little later. */
export function isTransient(error: RadiantError): boolean {
  return error.code === 'UNAVAILABLE' && error.reason !== 'TOO_MANY_REDIRECTS' && error.reason !== 'BAD_REDIRECT';
}

/** Exponential with full jitter, after the store's own Retry-After when it gives one. */
function chooseDelay(failures: number, { cause }: RadiantError): number {
  const asked = (cause as { retryAfterMs?: unknown } | undefined)?.retryAfterMs;
  if (typeof asked === 'number') return Math.min(asked, MAX_RETRY_AFTER_MS);
  const limit = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return Math.round(limit / 2 + (Math.random() * limit) / 2);
}
