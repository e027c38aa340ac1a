import type { RadiantError } from '../../base/index.ts';
import { retryDelaySeconds } from '../retry-delay.ts';

/** The headers of an error's answer, with Retry-After where another try may help. */
export function retryHeaders(
  error: RadiantError,
  headers: readonly string[] | undefined,
): readonly string[] | undefined {
  const seconds = retryDelaySeconds(error);
  return seconds === undefined ? headers : ['Retry-After', String(seconds), ...(headers ?? [])];
}
