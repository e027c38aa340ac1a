import type { Environment, Log, LogLevel } from '../../base/index.ts';

/** What a model file gets from the process that serves it. */
export interface ModelSurroundings {
  readonly environment: Environment;
  /** The user's folder: where files are looked for. */
  readonly cwd: string;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/** What the user set that matters to a model. */
export interface ModelSettings {
  /** The interpreter; undefined looks for one. */
  readonly python: string | undefined;
  readonly workers: number;
  /** A call may compute so long; 0: no limit. */
  readonly timeoutMs: number;
  readonly maxBatchSize: number | undefined;
  readonly logLevel: LogLevel;
}
