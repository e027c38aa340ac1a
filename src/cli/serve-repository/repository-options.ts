import type { Command } from 'commander';
import type { LogLevel } from '../../base/index.ts';
import type { BatchLimits, VersionPolicy } from '../../server/index.ts';
import { badWord, readLevelWord, readPortWord } from '../read-words.ts';

/** Everything that was decided about serving a repository. */
export interface RepositorySettings {
  readonly repository: string;
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number | undefined;
  readonly metricsPort: number;
  readonly python: string | undefined;
  readonly cacheDir: string | undefined;
  readonly logLevel: LogLevel;
  readonly versionPolicy: VersionPolicy;
  readonly loadsAtStart: boolean;
  readonly maxMemoryBytes: number | undefined;
  /** 0: never. */
  readonly watchSeconds: number;
  readonly batching: BatchLimits | undefined;
  readonly cacheBytes: number | undefined;
  /** Calls of one model that run at the same time; undefined: all. */
  readonly maxConcurrent: number | undefined;
  readonly maxWaiting: number;
}

/** The command line of `radiant serve --repository`. */
export function addRepositoryOptions(command: Command, programName: string): void {
  command
    .name('serve')
    .description(
      'Serves all models of a folder (or URI) in one process: model-settings.json of MLServer, config.pbtxt and numbered versions of Triton and TensorFlow ' +
        'Serving, or plain model files. Models are added, changed and taken away while it runs.',
    )
    .requiredOption('--repository <folder>', 'folder or URI of the models')
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--http-port <number>', 'port of REST', '9000')
    .option('--grpc-port <number>', 'port of gRPC, or off', '5000')
    .option('--metrics-port <number>', 'port of the metrics page', '6000')
    .option('--versions <policy>', 'numbered versions that are served: all, or latest:N', 'all')
    .option('--lazy', 'open a model when it is asked for first')
    .option('--max-memory <size>', 'what models may need together; idle ones sleep beyond it: 500MB, 2GB')
    .option('--watch <seconds>', 'how often the folder is looked at; 0 is never', '2')
    .option('--max-batch-rows <number>', 'gather requests of a model up to so many rows')
    .option('--max-batch-delay <ms>', 'and let the first of them wait so long', '2')
    .option('--cache <size>', 'keep answers of each model up to this size: 64MB')
    .option('--max-concurrent <number>', 'calls of one model that run at the same time')
    .option('--max-waiting <number>', 'calls of one model that may wait; more get 429', '1000')
    .option('--python <path>', 'interpreter for models that need Python')
    .option('--cache-dir <folder>', 'where downloaded repositories are kept')
    .option('--log-level <level>', 'DEBUG, INFO, WARNING or ERROR', 'INFO')
    .addHelpText(
      'after',
      `\nExamples:\n  ${programName} serve --repository models/\n  ${programName} serve --repository s3://models/production --max-memory 4GB --watch 30`,
    );
}

type Words = Readonly<Record<string, unknown>>;

/** Checks the words. Throws INVALID_ARGUMENT naming the option. */
export function readRepositoryOptions(words: Words): RepositorySettings {
  const rows = optionalCount(words, 'maxBatchRows', '--max-batch-rows');
  return {
    repository: String(words.repository),
    host: String(words.host),
    httpPort: readPortWord('--http-port', String(words.httpPort)),
    grpcPort: words.grpcPort === 'off' ? undefined : readPortWord('--grpc-port', String(words.grpcPort)),
    metricsPort: readPortWord('--metrics-port', String(words.metricsPort)),
    python: words.python as string | undefined,
    cacheDir: words.cacheDir as string | undefined,
    logLevel: readLevelWord(String(words.logLevel)),
    versionPolicy: policy(String(words.versions)),
    loadsAtStart: words.lazy !== true,
    maxMemoryBytes: optionalSize(words.maxMemory, '--max-memory'),
    watchSeconds: number(words.watch, '--watch'),
    batching:
      rows === undefined ? undefined : { maxRows: rows, maxDelayMs: number(words.maxBatchDelay, '--max-batch-delay') },
    cacheBytes: optionalSize(words.cache, '--cache'),
    maxConcurrent: optionalCount(words, 'maxConcurrent', '--max-concurrent'),
    maxWaiting: number(words.maxWaiting, '--max-waiting'),
  };
}

function number(word: unknown, option: string): number {
  const value = Number(word);
  if (/^\d+(\.\d+)?$/.test(String(word)) && Number.isFinite(value)) return value;
  throw badWord(`${option} ${String(word)}: give a number from 0 on`);
}

function optionalCount(words: Words, key: string, option: string): number | undefined {
  const word = words[key];
  if (word === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(String(word))) return Number(word);
  throw badWord(`${option} ${String(word)}: give a whole number from 1 on`);
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
};

function optionalSize(word: unknown, option: string): number | undefined {
  if (word === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?)?b?$/i.exec(String(word));
  if (match !== null) return Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
  throw badWord(`${option} ${String(word)}: give a size such as 500MB or 2GiB`);
}

function policy(word: string): VersionPolicy {
  if (word === 'all') return { kind: 'all' };
  const latest = /^latest(?::([1-9]\d{0,4}))?$/.exec(word);
  if (latest !== null) return { kind: 'latest', count: Number(latest[1] ?? 1) };
  throw badWord(`--versions ${word}: give all, latest or latest:N`);
}
