import type { CliIo } from '../cli-io.ts';
import { EXIT_CODES } from '../exit-codes.table.ts';
import { MICROSERVICE_COMMAND } from './microservice-command.ts';
import { parseArguments } from './parse-arguments.ts';
import { reportFailure } from './report-failure.ts';
import { resolveSettings } from './resolve-settings.ts';

/** `radiant microservice`: serves one class until a signal comes. Gives the exit code. */
export async function runMicroservice(args: readonly string[], io: CliIo): Promise<number> {
  try {
    const parsed = parseArguments(args, io, MICROSERVICE_COMMAND);
    if (parsed.helpShown) return EXIT_CODES.ok;
    const settings = await resolveSettings(parsed, io.environment);
    const { serveMicroservice } = await import('./serve-microservice.ts');
    return await serveMicroservice(settings, io);
  } catch (thrown) {
    return reportFailure(thrown, io, MICROSERVICE_COMMAND);
  }
}
