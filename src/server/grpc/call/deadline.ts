import { RadiantError } from '../../../base/index.ts';
import { parseTimeout } from '../wire/parse-timeout.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Until when a caller waits. A timer exists only for calls that last longer than one turn. */
export class Deadline {
  /** Milliseconds since the epoch, a whole number. */
  readonly atMs: number;
  #timer: NodeJS.Timeout | undefined = undefined;

  /** Throws INTERNAL for a text that is no timeout. */
  constructor(timeout: string) {
    const timeoutMs = parseTimeout(timeout);
    if (timeoutMs === undefined) {
      throw new RadiantError('INTERNAL', 'the grpc-timeout header is not up to 8 digits and one of H, M, S, m, u, n', {
        reason: 'BAD_TIMEOUT',
        httpStatus: 400,
      });
    }
    this.atMs = Date.now() + Math.ceil(timeoutMs);
  }

  hasPassed(): boolean {
    return Date.now() >= this.atMs;
  }

  arm(expired: () => void): void {
    const restMs = Math.max(0, this.atMs - Date.now());
    if (this.#timer === undefined && restMs <= LONGEST_TIMER_MS) this.#timer = setTimeout(expired, restMs);
  }

  disarm(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
