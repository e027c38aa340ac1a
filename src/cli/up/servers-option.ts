import type { Command } from 'commander';
import type { CliIo } from '../cli-io.ts';
import { type RegisteredServers, readServersFile } from '../serve/read-servers-file.ts';

/** `--servers` of a command that reads deployments. */
export function addServersOption(command: Command): Command {
  return command.option(
    '--servers <file>',
    'YAML file that registers prepackaged servers by name (variable RADIANT_SERVERS)',
  );
}

/** The servers that the option or RADIANT_SERVERS registers, beside those that come with Radiant. Throws as `readServersFile`. */
export function readServersOption(file: string | undefined, { environment }: CliIo): Promise<RegisteredServers> {
  return readServersFile(file || environment.RADIANT_SERVERS || undefined, process.cwd());
}
