import { ERROR_CODES, type RadiantError } from '../base/index.ts';

const RETRY_SECONDS = 1;
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/**
 * After how many seconds a caller may ask again: queues empty and workers come back within moments. Undefined for errors that another
 * try does not mend, and for those of user code, which may know better.
 */
export function retryDelaySeconds({ code, httpStatus }: RadiantError): number | undefined {
  if (code !== 'UNAVAILABLE' && code !== 'RESOURCE_EXHAUSTED') return undefined;
  return BUSY.has(httpStatus ?? ERROR_CODES[code].http) ? RETRY_SECONDS : undefined;
}
