import type { Command } from 'commander';
import type { LogLevel } from '../../base/index.ts';
import { readLevelWord, readPortWord } from '../read-words.ts';
import { addServersOption } from './servers-option.ts';

/** Where Seldon's Python client looks for a gateway when it is told nothing. */
const DEFAULT_PORT = 8003;

/** The options of what runs deployments, as they stand on the command line. */
export interface IngressWords {
  readonly host: string;
  readonly port: string;
  readonly python?: string;
  readonly cacheDir?: string;
  readonly servers?: string;
  readonly logLevel: string;
}

export interface IngressOptions {
  readonly host: string;
  readonly port: number;
  readonly python: string | undefined;
  readonly cacheDir: string | undefined;
  /** The file that registers servers. */
  readonly serversFile?: string | undefined;
  readonly logLevel: LogLevel;
}

export function addIngressOptions(command: Command): Command {
  return addServersOption(command)
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--port <number>', 'port of the ingress, REST and gRPC', String(DEFAULT_PORT))
    .option('--python <path>', 'interpreter for Python classes')
    .option('--cache-dir <folder>', 'where downloaded models are kept')
    .option('--log-level <level>', 'DEBUG, INFO, WARNING or ERROR', 'INFO');
}

/** Checks the words. Throws INVALID_ARGUMENT naming the option. */
export function readIngressOptions({ host, port, python, cacheDir, logLevel, servers }: IngressWords): IngressOptions {
  return {
    host,
    port: readPortWord('--port', port),
    python,
    cacheDir,
    logLevel: readLevelWord(logLevel),
    serversFile: servers,
  };
}
