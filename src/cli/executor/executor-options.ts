import type { Command } from 'commander';
import { type LogLevel, RadiantError } from '../../base/index.ts';

/** The options as they stand on the command line; their names are those of Seldon's executor. */
export interface ExecutorWords {
  readonly sdep: string;
  readonly namespace: string;
  readonly predictor: string;
  readonly file?: string;
  readonly host: string;
  readonly http_port: string;
  readonly grpc_port: string;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly prometheus_path: string;
  readonly full_health_checks?: boolean;
  readonly graceful_timeout: string;
  readonly shutdown_delay: string;
  readonly logger_workers: string;
  readonly log_work_buffer_size: string;
  readonly log_level?: string;
  readonly state_dir?: string;
}

export interface ExecutorOptions {
  readonly deployment: string;
  readonly namespace: string;
  readonly predictor: string;
  readonly file: string | undefined;
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly protocol: ProtocolName | undefined;
  readonly hostname: string | undefined;
  readonly metricsPath: string;
  readonly fullHealthChecks: boolean;
  readonly graceMs: number;
  readonly shutdownDelayMs: number;
  readonly logWorkers: number;
  readonly logQueueSize: number;
  readonly logLevel: LogLevel | undefined;
  readonly stateFolder: string | undefined;
}

type ProtocolName = 'seldon' | 'v2' | 'kfserving' | 'tensorflow';

const PROTOCOLS: readonly string[] = ['seldon', 'v2', 'kfserving', 'tensorflow'];
const LEVELS: readonly string[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];

export function addExecutorOptions(command: Command): Command {
  return command
    .requiredOption('--sdep <name>', 'name of the deployment')
    .requiredOption('--namespace <name>', 'namespace of the deployment')
    .requiredOption('--predictor <name>', 'name of the predictor')
    .option('--file <path>', 'a SeldonDeployment; without it ENGINE_PREDICTOR of the environment is read')
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--http_port <port>', 'port of REST', '8080')
    .option('--grpc_port <port>', 'port of gRPC', '5000')
    .option('--protocol <name>', `what the nodes speak: ${PROTOCOLS.join(', ')}`)
    .option('--transport <name>', 'accepted; REST and gRPC are always both served')
    .option('--hostname <name>', 'where events of the request log come from')
    .option('--prometheus_path <path>', 'path of the metrics', '/metrics')
    .option('--full_health_checks', 'ask nodes for their health where a connection would do')
    .option('--graceful_timeout <time>', 'time that requests in flight have to end: 15s, 500ms, 1m', '15s')
    .option('--shutdown_delay <time>', 'time before that in which new requests are still taken', '0s')
    .option('--logger_workers <number>', 'events of the request log that are sent at the same time', '10')
    .option('--log_work_buffer_size <number>', 'events of the request log that may wait', '10000')
    .option('--log_level <level>', `${LEVELS.join(', ')}; SELDON_LOG_LEVEL when left out`)
    .option('--state_dir <folder>', 'where bandits keep what they learn; in memory when left out');
}

/** Checks the words. Throws INVALID_ARGUMENT naming the option. */
export function readExecutorOptions(words: ExecutorWords): ExecutorOptions {
  return {
    deployment: words.sdep,
    namespace: words.namespace,
    predictor: words.predictor,
    file: words.file,
    host: words.host,
    httpPort: readCount('--http_port', words.http_port, 65_535),
    grpcPort: readCount('--grpc_port', words.grpc_port, 65_535),
    protocol:
      words.protocol === undefined
        ? undefined
        : (readOne('--protocol', words.protocol.toLowerCase(), PROTOCOLS) as ProtocolName),
    hostname: words.hostname,
    metricsPath: words.prometheus_path.startsWith('/') ? words.prometheus_path : `/${words.prometheus_path}`,
    fullHealthChecks: words.full_health_checks === true,
    graceMs: readTime('--graceful_timeout', words.graceful_timeout),
    shutdownDelayMs: readTime('--shutdown_delay', words.shutdown_delay),
    logWorkers: Math.max(1, readCount('--logger_workers', words.logger_workers, 1000)),
    logQueueSize: Math.max(1, readCount('--log_work_buffer_size', words.log_work_buffer_size, 10_000_000)),
    logLevel:
      words.log_level === undefined
        ? undefined
        : (readOne('--log_level', words.log_level.toUpperCase(), LEVELS) as LogLevel),
    stateFolder: words.state_dir,
  };
}

function readCount(option: string, word: string, most: number): number {
  const value = Number(word);
  if (/^\d+$/.test(word) && value <= most) return value;
  throw bad(`${option} ${word}: give a whole number from 0 to ${most}`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds of a time as Go writes it. */
function readTime(option: string, word: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(word);
  if (match !== null) return Number(match[1]) * (UNITS[match[2] as string] as number);
  throw bad(`${option} ${word}: give a time such as 15s or 500ms`);
}

function readOne(option: string, word: string, known: readonly string[]): string {
  if (known.includes(word)) return word;
  throw bad(`${option} ${word}: give one of ${known.join(', ')}`);
}

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'USAGE' });
}
