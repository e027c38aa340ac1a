export { codeOfHttpStatus } from './code-of-http-status.ts';
export {
  ANNOTATIONS_PATH,
  type Annotations,
  type Environment,
  type JsonSettings,
  parseAnnotations,
  parseBoolean,
  parseCount,
  readAnnotations,
  readEnvironment,
  readUnitSettings,
  type UnitSettings,
} from './config/index.ts';
export { ERROR_CODES, type ErrorCode } from './error-codes.table.ts';
export { grpcStatusName } from './grpc-status-name.ts';
export { isProcessAlive } from './is-process-alive.ts';
export { createListeners, type Listeners } from './listeners.ts';
export type { Log, LogFields, LogLevel } from './log.ts';
export { packageFile, packageModule } from './package-file.ts';
export { RadiantError, type RadiantErrorOptions } from './radiant-error.ts';
export { runToEnd } from './run-to-end.ts';
export { type ConvertedError, toRadiantError } from './to-radiant-error.ts';
