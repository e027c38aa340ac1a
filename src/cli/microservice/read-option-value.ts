import { availableParallelism } from 'node:os';
import { parseCount } from '../../base/index.ts';
import type { OptionSpec, OptionValue } from './option.ts';

/** A value, or the sentence that says what would be right. */
export type ReadValue = { readonly value: OptionValue } | { readonly wanted: string };

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
};
const MAX_SECONDS = 24 * 3600;

/** Reads the text of an option. Seconds may carry a unit (`500ms`, `2m`), sizes too (`10mb`, `1Gi`). */
export function readOptionValue(spec: OptionSpec, text: string): ReadValue {
  switch (spec.kind) {
    case 'text':
      return { value: text };
    case 'choice':
      return readChoice(text, spec.choices ?? [], spec.synonyms ?? {});
    case 'switch':
      return { value: !/^(|0|false|f|no|n|off)$/i.test(text.trim()) };
    case 'count':
    case 'switchCount':
      return readCount(text, spec.minimum ?? 0);
    case 'port':
      return readPort(text);
    case 'workers':
      return /^auto$/i.test(text.trim()) ? { value: availableParallelism() } : readWorkers(text);
    case 'seconds':
      return readSeconds(text);
    case 'size':
      return readSize(text);
    default:
      return spec.kind satisfies never;
  }
}

function readChoice(text: string, choices: readonly string[], synonyms: Readonly<Record<string, string>>): ReadValue {
  const given = text.trim().toUpperCase();
  const wanted = Object.hasOwn(synonyms, given) ? synonyms[given] : given;
  const value = choices.find((choice) => choice.toUpperCase() === wanted);
  return value === undefined ? { wanted: `one of ${choices.join(', ')}` } : { value };
}

function readCount(text: string, minimum: number): ReadValue {
  const value = parseCount(text);
  return value === undefined || value < minimum ? { wanted: `a whole number of at least ${minimum}` } : { value };
}

function readPort(text: string): ReadValue {
  const value = parseCount(text);
  return value === undefined || value > 65_535 ? { wanted: 'a port number from 0 to 65535' } : { value };
}

function readWorkers(text: string): ReadValue {
  const value = parseCount(text);
  return value === undefined || value < 1 || value > 1024
    ? { wanted: 'a whole number from 1 to 1024, or auto' }
    : { value };
}

function readSeconds(text: string): ReadValue {
  const match = /^\s*(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h)?\s*$/i.exec(text);
  const seconds = match ? Number(match[1]) * SECONDS_PER_UNIT[(match[2] ?? 's').toLowerCase()]! : Number.NaN;
  return seconds <= MAX_SECONDS
    ? { value: seconds }
    : { wanted: 'a number of seconds such as 30, 0.5 or 2m, at most 24h' };
}

function readSize(text: string): ReadValue {
  const match = /^\s*(\d{1,15})\s*([bkmg])?i?b?\s*$/i.exec(text);
  const bytes = match ? Number(match[1]) * BYTES_PER_UNIT[(match[2] ?? 'b').toLowerCase()]! : 0;
  const fits = bytes >= 1 && bytes <= 2 ** 31 - 1;
  return fits ? { value: bytes } : { wanted: 'a number of bytes such as 1000000, 512kb or 64mb, from 1 to 2147483647' };
}
