import { RadiantError } from '../../base/index.ts';
import type { CliIo } from '../cli-io.ts';
import { EXIT_CODE_BY_REASON, EXIT_CODES } from '../exit-codes.table.ts';
import type { CommandSpec } from './command-spec.ts';
import { formatUsage } from './parse-arguments.ts';

/**
 * Says what was wrong in one line (a stack only where the fault is ours) and gives the exit code.
 * Mistakes on the command line come with the usage.
 */
export function reportFailure(thrown: unknown, io: CliIo, command: CommandSpec): number {
  if (!(thrown instanceof RadiantError)) {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    io.writeErr(`${io.programName}: a fault of Radiant itself, please report it:\n${stack}\n`);
    return EXIT_CODES.startFailed;
  }
  const usage = thrown.reason === 'USAGE' ? formatUsage(io, command) : '';
  io.writeErr(`${usage}${io.programName}: ${thrown.message}\n`);
  return exitCodeOf(thrown);
}

/** What the program ends with after an error. */
export function exitCodeOf(error: RadiantError): number {
  const exitCode = (error.cause as { exitCode?: unknown } | undefined)?.exitCode;
  // A host knows better than the reason: a class that failed to load ends with 3.
  if (exitCode === EXIT_CODES.loadFailed) return exitCode;
  return EXIT_CODE_BY_REASON[error.reason] ?? EXIT_CODES.startFailed;
}
