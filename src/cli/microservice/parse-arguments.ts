import { createRequire } from 'node:module';
import type { Command, Option } from 'commander';
import { RadiantError } from '../../base/index.ts';
import type { CliIo } from '../cli-io.ts';
import { createPaint } from '../paint.ts';
import { suggest } from '../suggest.ts';
import type { CommandSpec } from './command-spec.ts';
import type { OptionKind, OptionSpec } from './option.ts';
import { readPlainArguments } from './read-plain-arguments.ts';

export interface ParsedArguments {
  /** The word that names what is served; undefined when none was given. */
  readonly interfaceName: string | undefined;
  /** Texts of the options that were given; `true` for a switch without a word. */
  readonly given: ReadonlyMap<string, string | true>;
  /** True when `--help` was printed and nothing is left to do. */
  readonly helpShown: boolean;
}

const PLACEHOLDERS: Readonly<Record<OptionKind, string>> = {
  choice: ' <name>',
  count: ' <number>',
  port: ' <port>',
  seconds: ' <seconds>',
  size: ' <bytes>',
  switch: ' [bool]',
  switchCount: ' [number]',
  text: ' <text>',
  workers: ' <number>',
};

/**
 * Takes the command line apart; values are read later, together with the variables.
 * Throws with reason USAGE (a value is missing) or UNKNOWN_ARGUMENT (unknown options, extra words).
 */
export function parseArguments(args: readonly string[], io: CliIo, spec: CommandSpec): ParsedArguments {
  return readPlainArguments(args, spec.options) ?? parseAny(args, io, spec);
}

function parseAny(args: readonly string[], io: CliIo, spec: CommandSpec): ParsedArguments {
  const { CommanderError } = loadCommander();
  const command = createCommand(io, spec);
  try {
    command.parse(expandAbbreviations(args, spec.options), { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return { interfaceName: undefined, given: new Map(), helpShown: true };
    throw new RadiantError('INVALID_ARGUMENT', thrown.message.replace(/^error: /, ''), { reason: 'USAGE' });
  }
  const words = command.args;
  const at = words.findIndex((word) => !word.startsWith('-'));
  const unknown = words.filter((_, index) => index !== at);
  if (at >= 0 && unknown.length > 0) throw unknownArguments(unknown, spec.options);
  const given = new Map<string, string | true>();
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (typeof value === 'string' || value === true) given.set(option.name(), value);
  }
  return { interfaceName: words[at], given, helpShown: false };
}

/** The usage lines that go before an argument error. */
export function formatUsage(io: CliIo, spec: CommandSpec): string {
  const command = createCommand(io, spec);
  return `Usage: ${command.name()} ${command.usage()}\n`;
}

/** Read when it is needed, for plain command lines do not. */
function loadCommander(): typeof import('commander') {
  return createRequire(import.meta.url)('commander');
}

function createCommand(io: CliIo, spec: CommandSpec): Command {
  const isSeldonName = io.programName === 'seldon-core-microservice';
  const prefix = isSeldonName ? io.programName : `${io.programName} ${spec.name}`;
  const paint = createPaint(io);
  const { Command } = loadCommander();
  const command = new Command(prefix)
    .usage(`[options] ${spec.argument}`)
    .description(spec.description)
    .argument(`[${spec.argument}]`)
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({ writeOut: io.writeOut, writeErr: () => undefined, getOutHasColors: () => io.colour })
    .configureHelp({ styleTitle: paint.bold, styleOptionTerm: paint.cyan, visibleArguments: () => [] })
    .addHelpText('after', `\n${paint.bold('Examples:')}\n${spec.formatExamples(prefix)}`);
  for (const option of spec.options) command.addOption(createOption(option));
  return command;
}

function createOption(spec: OptionSpec): Option {
  const notes = [
    ...(spec.choices ? [`one of ${spec.choices.join(', ')}`] : []),
    ...(spec.fallback === undefined ? [] : [`default ${formatDefault(spec)}`]),
    ...(spec.variable ? [`variable ${spec.variable}${spec.variableWins ? ', which wins' : ''}`] : []),
  ];
  const text = notes.length > 0 ? `${spec.help} (${notes.join('; ')})` : spec.help;
  const { Option } = loadCommander();
  return new Option(`--${spec.name}${PLACEHOLDERS[spec.kind]}`, text).helpGroup(`${spec.group}:`);
}

/** The default as a person would type it. */
export function formatDefault(spec: OptionSpec): string {
  return spec.kind === 'size' ? `${Number(spec.fallback) / 1024 ** 2}mb` : String(spec.fallback);
}

/** Seldon's parser takes a long option by any beginning that fits only one; so does this. Options that Seldon has not make none ambiguous. */
function expandAbbreviations(args: readonly string[], options: readonly OptionSpec[]): string[] {
  const names = [...options.map((spec) => `--${spec.name}`), '--help'];
  const own = new Set(
    options.filter(({ variable }) => variable?.startsWith('RADIANT_')).map(({ name }) => `--${name}`),
  );
  return args.map((arg) => {
    const [flag = ''] = arg.split('=', 1);
    if (!/^--[a-z]/.test(flag) || names.includes(flag)) return arg;
    const all = names.filter((name) => name.startsWith(flag));
    const fitting = all.length > 1 ? all.filter((name) => !own.has(name)) : all;
    return fitting.length === 1 ? `${fitting[0]}${arg.slice(flag.length)}` : arg;
  });
}

function unknownArguments(words: readonly string[], options: readonly OptionSpec[]): RadiantError {
  const [first = ''] = words;
  const names = options.map((spec) => `--${spec.name}`);
  const near = first.startsWith('--') ? suggest(first.split('=', 1)[0] ?? '', names) : undefined;
  const hint = near
    ? `; did you mean ${near}?`
    : /^(REST|GRPC)$/i.test(first)
      ? '; both REST and gRPC are always served, leave the word out'
      : '; --help lists the options';
  return new RadiantError('INVALID_ARGUMENT', `unknown argument ${words.join(' ')}${hint}`, {
    reason: 'UNKNOWN_ARGUMENT',
  });
}
