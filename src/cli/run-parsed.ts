import { Command, CommanderError } from 'commander';
import { RadiantError } from '../base/index.ts';
import type { CliIo } from './cli-io.ts';
import { EXIT_CODES } from './exit-codes.table.ts';

/**
 * Parses the words of a command and runs it. `define` names its arguments and options; help goes to `io`.
 * Mistakes on the command line give exit code 2 or 255, a RadiantError its message and 1.
 */
export async function runParsed(
  args: readonly string[],
  io: CliIo,
  define: (command: Command) => void,
  run: (words: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<number>,
): Promise<number> {
  const command = new Command()
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: io.writeOut, writeErr: () => undefined, getOutHasColors: () => io.colour });
  define(command);
  command.name(`${io.programName} ${command.name()}`);
  try {
    command.parse([...args], { from: 'user' });
    return await run(command.args, command.opts());
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return EXIT_CODES.ok;
      const [what = '', ...hints] = thrown.message.replace(/^error: /, '').split('\n');
      const hint = hints.length === 0 ? `${command.name()} --help shows what it takes` : hints.join(' ');
      io.writeErr(
        `Usage: ${command.name()} ${command.usage()}\n${io.programName}: ${what.replace(/\.$/, '')}; ${hint}\n`,
      );
      return thrown.code === 'commander.unknownOption' ? EXIT_CODES.unknownArgument : EXIT_CODES.usage;
    }
    if (!(thrown instanceof RadiantError)) throw thrown;
    io.writeErr(`${io.programName}: ${thrown.message}\n`);
    return EXIT_CODES.startFailed;
  }
}
