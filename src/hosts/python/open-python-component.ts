import { availableParallelism } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, type Log, type LogLevel, packageFile } from '../../base/index.ts';
import type { Call } from '../../payload/index.ts';
import { createSystemClock, type HostClock } from './clock.ts';
import { findPython } from './find-python.ts';
import { stringifyLenient } from './frames/header-json.ts';
import { startFailureOf } from './pool/start-failure.ts';
import { type PoolStatus, WorkerPool } from './pool/worker-pool.ts';
import type { WorkerCommand } from './process/worker-process.ts';
import type { Parameter, PythonComponent } from './python-component.ts';
import { showHeaders } from './show-headers.ts';
import { streamParts } from './stream-parts.ts';

export interface PythonComponentOptions {
  /** `Module` (the class of the same name in it) or `pkg.sub.module.Class`. */
  readonly className: string;
  /** The user's folder: the workers run there, and it is on the module path. */
  readonly cwd: string;
  /** The interpreter; undefined looks for one as `findPython` says. */
  readonly python?: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly workers: number;
  /** A call may compute so long; 0 = no limit. */
  readonly timeoutMs: number;
  /** Rows of a micro-batch that the user allows; undefined leaves it to the class. */
  readonly maxBatchSize?: number | undefined;
  /** Calls that may wait for a worker; more are refused. */
  readonly maxQueueLength?: number | undefined;
  readonly env: Environment;
  readonly log: Log;
  readonly logLevel: LogLevel;
  /** Ends the start. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a worker got ready, died or ended. */
  readonly onStateChange?: ((status: PoolStatus) => void) | undefined;
  readonly clock?: HostClock | undefined;
}

const DEFAULT_MAX_QUEUE_LENGTH = 10_000;

/**
 * Starts the workers and loads the class in each; resolves when all are ready.
 * Throws RadiantError: PYTHON_NOT_FOUND or NUMPY_MISSING when there is no fit interpreter, WORKER_START_FAILED (with a
 * `StartFailure` as cause) when the class cannot be loaded.
 */
export async function openPythonComponent(options: PythonComponentOptions): Promise<PythonComponent> {
  const { env, cwd, className, log } = options;
  const python = await findPython(env, cwd, options.python);
  const command: WorkerCommand = {
    command: python.path,
    args: ['-m', 'radiant_worker'],
    cwd,
    env: workerEnvironment(env, options.workers),
  };
  try {
    return await openWithCommand(options, command);
  } catch (thrown) {
    const failure = startFailureOf(thrown);
    if (failure !== undefined && failure.traceback !== '') {
      log.error(`${className} cannot be started`, { traceback: failure.traceback });
    }
    throw thrown;
  }
}

/** The same with a given worker program; tests give one of their own. */
export async function openWithCommand(
  options: PythonComponentOptions,
  command: WorkerCommand,
): Promise<PythonComponent> {
  const hasOneCore = availableParallelism() === 1;
  const pool = new WorkerPool({
    command,
    className: options.className,
    startHeader: (workerIndex) => describeStart(options, workerIndex, hasOneCore),
    workers: options.workers,
    hasOneCore,
    timeoutMs: options.timeoutMs,
    maxBatchSize: options.maxBatchSize,
    maxQueueLength: options.maxQueueLength ?? DEFAULT_MAX_QUEUE_LENGTH,
    log: options.log,
    clock: options.clock ?? createSystemClock(),
    ...(options.onStateChange === undefined ? {} : { onStateChange: options.onStateChange }),
  });
  const ready = await pool.open(options.signal);
  const shown: (call: Call) => Call = ready.readsMeta ? showHeaders : (call) => call;
  return {
    name: options.className,
    info: ready.info,
    pythonVersion: ready.pythonVersion,
    numpyVersion: ready.numpyVersion,
    get maxBatchSize() {
      return pool.maxBatchSize;
    },
    call: (call) => pool.call(shown(call)),
    stream: (call) =>
      ready.streams && call.verb === 'predict' ? streamParts((parts) => pool.call(shown(call), parts)) : undefined,
    isReady: () => pool.isReady(),
    watchReady: (listener) => pool.watchReady(listener),
    close: (signal) => pool.close(signal),
    status: () => pool.status(),
  };
}

function describeStart(options: PythonComponentOptions, workerIndex: number, hasOneCore: boolean): string {
  const parameters = Object.fromEntries(options.parameters.map(({ name, type, value }) => [name, [type, value]]));
  const { className, logLevel } = options;
  return stringifyLenient({ start: { className, parameters, workerIndex, logLevel, hasOneCore, environment: {} } });
}

function workerEnvironment(env: Environment, workers: number): Environment {
  const folder = fileURLToPath(packageFile('python'));
  const path = env.PYTHONPATH;
  // Numeric libraries start a thread per core; several workers would then fight for the cores.
  const threads = workers > 1 ? String(Math.max(1, Math.floor(availableParallelism() / workers))) : undefined;
  return {
    OMP_NUM_THREADS: threads,
    ...env,
    PYTHONPATH: path === undefined || path === '' ? folder : `${folder}${delimiter}${path}`,
  };
}
