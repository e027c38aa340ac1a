import type { ErrorCode } from './error-codes.table.ts';

export interface RadiantErrorOptions {
  /** Stable word for programs, for example `MODEL_NOT_FOUND`. */
  readonly reason?: string;
  /** HTTP status where the code's own is not precise enough (405, 413, or what user code asked for). */
  readonly httpStatus?: number;
  /** True when whoever made it has written it to the log, with more than the message says (user code's stack). */
  readonly isLogged?: boolean;
  readonly cause?: unknown;
}

/** The one error class. `message` is for the person who must fix it; secrets and payload contents never enter it. */
export class RadiantError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly httpStatus: number | undefined;
  readonly isLogged: boolean;

  constructor(code: ErrorCode, message: string, options: RadiantErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RadiantError';
    this.code = code;
    this.reason = options.reason ?? code;
    this.httpStatus = options.httpStatus;
    this.isLogged = options.isLogged ?? false;
  }
}
