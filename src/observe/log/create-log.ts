import type { Log, LogFields, LogLevel } from '../../base/index.ts';
import { formatHumanLine } from './format-human-line.ts';
import { formatJsonLine } from './format-json-line.ts';

export type LogFormat = 'human' | 'json';

export interface LogOptions {
  /** The lowest level that is written. */
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Where lines go: process.stderr, a file, a test's list. Colours are used when it is a terminal. */
  readonly stream: LogStream;
  readonly clock?: () => Date;
}

export interface LogStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** A line as the two formats get it. */
export interface LogLine {
  readonly time: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

const RANK: Readonly<Record<LogLevel, number>> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 };

/** Makes the log: one line per call, levels below `level` cost one comparison. */
export function createLog(options: LogOptions): Log {
  return withFields(options, {});
}

function withFields(options: LogOptions, own: LogFields): Log {
  const { stream, format, clock = () => new Date() } = options;
  const minimum = RANK[options.level];
  const colour = stream.isTTY === true;
  const write = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (RANK[level] < minimum) return;
    const line: LogLine = { time: clock(), level, message, fields: fields === undefined ? own : { ...own, ...fields } };
    stream.write(format === 'json' ? formatJsonLine(line) : formatHumanLine(line, colour));
  };
  return {
    debug: (message, fields) => write('DEBUG', message, fields),
    info: (message, fields) => write('INFO', message, fields),
    warning: (message, fields) => write('WARNING', message, fields),
    error: (message, fields) => write('ERROR', message, fields),
    child: (fields) => withFields(options, { ...own, ...fields }),
  };
}
