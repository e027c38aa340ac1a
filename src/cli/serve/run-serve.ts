import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { parseArguments } from '../microservice/parse-arguments.ts';
import { reportFailure } from '../microservice/report-failure.ts';
import { resolveServeSettings } from './resolve-serve-settings.ts';
import { SERVE_COMMAND } from './serve-command.ts';

/** `radiant serve`: serves a model file until a signal comes. Gives the exit code. */
export async function runServe(args: readonly string[], io: CliIo): Promise<number> {
  if (args.some((word) => word === '--repository' || word.startsWith('--repository='))) {
    const { runServeRepository } = await import('../serve-repository/run-serve-repository.ts');
    return await runServeRepository(args, io);
  }
  try {
    const parsed = parseArguments(args, io, SERVE_COMMAND);
    if (parsed.helpShown) return EXIT_CODES.ok;
    const settings = await resolveServeSettings(parsed, io.environment);
    const { serveMicroservice } = await import('../microservice/serve-microservice.ts');
    return await serveMicroservice(settings, io);
  } catch (thrown) {
    return reportFailure(thrown, io, SERVE_COMMAND);
  }
}
