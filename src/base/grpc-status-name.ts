import type { ErrorCode } from './error-codes.table.ts';

/** The name of a gRPC status as Go's library writes it, which Seldon's metrics use: `OK` for undefined, `InvalidArgument`, `Canceled`. */
export function grpcStatusName(code: ErrorCode | undefined): string {
  if (code === undefined) return 'OK';
  if (code === 'CANCELLED') return 'Canceled';
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
