/** The second public face of base, for the rooms that must run in a browser: errors only, and nothing of Node behind it. */
export type { ErrorCode } from './error-codes.table.ts';
export { RadiantError, type RadiantErrorOptions } from './radiant-error.ts';
