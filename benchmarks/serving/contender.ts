import type { ChildProcess } from 'node:child_process';

export type Transport = 'rest' | 'grpc';

/** One row of two features, or 256 rows of 30. */
export type Work = 'row' | 'batch';

/** One program that is measured. `start` gets a port and gives the command; it is pinned to the server's core. */
export interface Contender {
  readonly name: string;
  readonly transport: Transport;
  /** What is asked: contenders are compared within it. */
  readonly work: Work;
  /** Another request than Seldon's for this work. */
  readonly body?: Buffer;
  /** Headers of REST requests; those of JSON when left out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly command: (ports: Ports) => Command;
  /** Path that the load goes to. */
  readonly path: string;
  /** Within which it must give its first answer; a minute when left out. */
  readonly startTimeoutMs?: number;
}

export interface Ports {
  readonly rest: number;
  readonly grpc: number;
  readonly metrics: number;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ports: Ports;
  /** Milliseconds from spawn to the first good answer. */
  readonly startMs: number;
}

export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly errors: number;
  readonly requests: number;
}

/** The headers of a contender's requests. */
export function headersOf({ headers }: Contender): Readonly<Record<string, string>> {
  return headers ?? { 'Content-Type': 'application/json' };
}
