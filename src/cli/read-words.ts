import { type LogLevel, RadiantError } from '../base/index.ts';

/** A mistake in the words of a command. */
export function badWord(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'USAGE' });
}

/** Throws INVALID_ARGUMENT naming the option. */
export function readPortWord(option: string, word: string): number {
  const port = Number(word);
  if (/^\d{1,5}$/.test(word) && port <= 65_535) return port;
  throw badWord(`${option} ${word}: give a number from 0 to 65535`);
}

/** The value of `--log-level`. Throws INVALID_ARGUMENT. */
export function readLevelWord(word: string): LogLevel {
  const level = word.toUpperCase();
  if (level === 'DEBUG' || level === 'INFO' || level === 'WARNING' || level === 'ERROR') return level;
  throw badWord(`--log-level ${word}: give DEBUG, INFO, WARNING or ERROR`);
}
