import type { Log, LogFields, LogLevel } from '../../../base/index.ts';
import type { JsonObject } from '../../../payload/index.ts';
import type { HostClock } from '../clock.ts';
import { isObject } from '../frames/decode-section.ts';
import { LineSplitter } from './line-splitter.ts';

/** What one worker may write into the log in one second; a flood of output must not keep the server from its work. */
export const MAX_LINES_PER_SECOND = 10_000;
const SECOND_MS = 1000;
const METHODS = { DEBUG: 'debug', INFO: 'info', WARNING: 'warning', ERROR: 'error' } as const;
const KEPT_LINES = 40;

/** Brings what a worker says (output, error output, Python's logging) into the log, and keeps its last error lines. */
export class WorkerLog {
  readonly #log: Log;
  readonly #clock: HostClock;
  readonly #lastErrors: string[] = [];
  readonly #out: LineSplitter;
  readonly #err: LineSplitter;
  #windowStartMs = 0;
  #linesInWindow = 0;
  #dropped = 0;

  constructor(log: Log, clock: HostClock) {
    this.#log = log;
    this.#clock = clock;
    this.#out = new LineSplitter((line) => this.#write('INFO', line));
    this.#err = new LineSplitter((line) => {
      if (this.#lastErrors.push(line) > KEPT_LINES) this.#lastErrors.shift();
      this.#write('WARNING', line);
    });
  }

  pushOut(chunk: Uint8Array): void {
    this.#out.push(chunk);
  }

  pushErr(chunk: Uint8Array): void {
    this.#err.push(chunk);
  }

  /** A `log` frame: a record of Python's logging. */
  pushRecord(record: JsonObject): void {
    const message = typeof record.message === 'string' ? record.message : '';
    const logger = typeof record.logger === 'string' ? record.logger : undefined;
    this.#write(levelOf(record.level), message, logger === undefined ? undefined : { logger });
  }

  /** Writes what has no line end yet. */
  end(): void {
    this.#out.end();
    this.#err.end();
    this.#tellDropped();
  }

  /** The last lines of error output, oldest first. */
  lastErrorLines(): string {
    return this.#lastErrors.join('\n');
  }

  #write(level: LogLevel, message: string, fields?: LogFields): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#windowStartMs >= SECOND_MS) {
      this.#tellDropped();
      this.#windowStartMs = nowMs;
      this.#linesInWindow = 0;
    }
    this.#linesInWindow += 1;
    if (this.#linesInWindow > MAX_LINES_PER_SECOND) this.#dropped += 1;
    else this.#log[METHODS[level]](message, fields);
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const limit = `a worker may write ${MAX_LINES_PER_SECOND} lines a second`;
    this.#log.warning(`${this.#dropped} lines of output were left out: ${limit}`);
    this.#dropped = 0;
  }
}

/** The record inside a header, if it is a log frame. */
export function logRecordOf(header: JsonObject): JsonObject | undefined {
  const record = header.log;
  return isObject(record) ? record : undefined;
}

function levelOf(level: unknown): LogLevel {
  if (level === 'DEBUG' || level === 'WARNING' || level === 'ERROR') return level;
  return level === 'CRITICAL' ? 'ERROR' : 'INFO';
}
