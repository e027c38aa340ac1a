import type { Log } from '../base/index.ts';
import type { Listen } from './listen.ts';
import type { ModelDirectory } from './models/index.ts';
import type { Service } from './service/service.ts';

/** What a door may take from a caller. Sizes in bytes, times in milliseconds; 0 means no limit for times. */
export interface Limits {
  /** A request body or message as it is after decompression. */
  readonly maxBodyBytes: number;
  /** A client must have sent its request's head by then. */
  readonly headersTimeoutMs: number;
  /** A client must have sent its whole request by then. */
  readonly requestTimeoutMs: number;
  /** An idle connection is kept this long. */
  readonly keepAliveTimeoutMs: number;
  /** A client must have taken an answer by then. */
  readonly answerTimeoutMs: number;
  /** How often the three times above are looked at. */
  readonly checkIntervalMs: number;
  /** How long a closing door waits for requests that are already under way on idle connections. */
  readonly idleGraceMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxBodyBytes: 128 * 1024 * 1024,
  headersTimeoutMs: 30_000,
  requestTimeoutMs: 300_000,
  keepAliveTimeoutMs: 75_000,
  answerTimeoutMs: 120_000,
  checkIntervalMs: 5_000,
  idleGraceMs: 250,
};

export interface DoorOptions {
  readonly service: Service;
  /** The models that protocols with model names in their paths and messages reach. */
  readonly models: ModelDirectory;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Binds the port; in this process when left out. */
  readonly listen?: Listen | undefined;
  readonly limits: Limits;
  readonly log: Log;
  /** One log line per call. */
  readonly accessLog: boolean;
}

/** A listener of one protocol. */
export interface Door {
  /** The port that is really bound. */
  readonly port: number;
  /**
   * Takes no new connection, lets requests in flight end, and resolves when the last connection has closed.
   * When the signal fires what is left is cut.
   */
  close(signal?: AbortSignal): Promise<void>;
}
