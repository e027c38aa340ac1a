import { type Environment, RadiantError } from '../../base/index.ts';
import type { OptionSpec, OptionValue } from './option.ts';
import { readOptionValue } from './read-option-value.ts';

export interface OptionReading {
  readonly value: OptionValue | undefined;
  /** Where it came from, as a message would name it; undefined for the default. */
  readonly source: string | undefined;
}

export type OptionReadings = ReadonlyMap<string, OptionReading>;

/**
 * Puts options, variables and defaults together. A wrong option throws with reason USAGE, a wrong variable with
 * BAD_ENVIRONMENT; options are judged first. Empty variables count as absent.
 */
export function readOptions(
  options: readonly OptionSpec[],
  given: ReadonlyMap<string, string | true>,
  environment: Environment,
): OptionReadings {
  const fromOptions = new Map<string, OptionReading>();
  for (const spec of options) {
    const text = given.get(spec.name);
    if (text !== undefined) fromOptions.set(spec.name, fromOption(spec, text));
  }
  const readings = new Map<string, OptionReading>();
  for (const spec of options) {
    readings.set(spec.name, choose(spec, fromOptions.get(spec.name), environment));
  }
  return readings;
}

function choose(spec: OptionSpec, option: OptionReading | undefined, environment: Environment): OptionReading {
  const text = spec.variable === undefined ? undefined : environment[spec.variable];
  const hasVariable = text !== undefined && text.trim() !== '';
  if (hasVariable && (option === undefined || spec.variableWins)) return fromVariable(spec, text);
  return option ?? { value: spec.fallback, source: undefined };
}

function fromOption(spec: OptionSpec, text: string | true): OptionReading {
  const source = `--${spec.name}`;
  if (text === true) return { value: spec.kind === 'switchCount' ? 1 : true, source };
  const read = readOptionValue(spec, text);
  if ('value' in read) return { value: read.value, source };
  throw new RadiantError('INVALID_ARGUMENT', `${source} must be ${read.wanted}, not ${JSON.stringify(text)}`, {
    reason: 'USAGE',
  });
}

function fromVariable(spec: OptionSpec, text: string): OptionReading {
  const source = spec.variable!;
  const read = spec.kind === 'switch' ? { value: /^(1|true|t)$/i.test(text.trim()) } : readOptionValue(spec, text);
  if ('value' in read) return { value: read.value, source };
  throw new RadiantError('INVALID_ARGUMENT', `${source} must be ${read.wanted}, not ${JSON.stringify(text)}`, {
    reason: 'BAD_ENVIRONMENT',
  });
}
