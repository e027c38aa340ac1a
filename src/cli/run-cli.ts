import type { CliIo } from './cli-io.ts';
import { EXIT_CODES } from './exit-codes.table.ts';
import { formatHelp } from './format-help.ts';
import { readVersion } from './read-version.ts';
import { COMMANDS } from './registry.ts';
import { suggest } from './suggest.ts';

/** Runs one command line and gives its exit code. Writes only through `io`. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--version' || first === '-V') {
    io.writeOut(`${readVersion()}\n`);
    return EXIT_CODES.ok;
  }
  if (io.programName === 'seldon-core-microservice') return (await COMMANDS.microservice!.load())(args, io);
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    return showHelp(first === 'help' ? rest[0] : undefined, first === undefined, io);
  }
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command) return (await command.load())(rest, io);
  return refuse(first, io);
}

async function showHelp(topic: string | undefined, isMissing: boolean, io: CliIo): Promise<number> {
  if (topic !== undefined) {
    const command = Object.hasOwn(COMMANDS, topic) ? COMMANDS[topic] : undefined;
    return command ? (await command.load())(['--help'], io) : refuse(topic, io);
  }
  if (isMissing) io.writeErr(formatHelp(io));
  else io.writeOut(formatHelp(io));
  return isMissing ? EXIT_CODES.usage : EXIT_CODES.ok;
}

function refuse(word: string, io: CliIo): number {
  const isOption = word.startsWith('-');
  const near = isOption ? undefined : suggest(word, Object.keys(COMMANDS));
  const looksLikeClass = /[./#]|^[A-Z]/.test(word) && !isOption;
  const hint = looksLikeClass
    ? `; to serve a class: ${io.programName} microservice ${word}`
    : near
      ? `; did you mean ${io.programName} ${near}?`
      : `; ${io.programName} --help lists the commands`;
  io.writeErr(`${io.programName}: unknown ${isOption ? 'option' : 'command'} ${word}${hint}\n`);
  return isOption ? EXIT_CODES.unknownArgument : EXIT_CODES.usage;
}
