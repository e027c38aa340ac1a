export { ERROR_CODES, type ErrorCode } from './error-codes.table.ts';
export type { Log, LogFields, LogLevel } from './log.ts';
export { RadiantError, type RadiantErrorOptions } from './radiant-error.ts';
export { type ConvertedError, toRadiantError } from './to-radiant-error.ts';
