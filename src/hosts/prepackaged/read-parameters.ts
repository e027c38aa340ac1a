import { RadiantError } from '../../base/index.ts';
import type { ServerRequest } from './server-request.ts';

/** Every server is told by the operator where its model lies; that was decided already. */
const SILENT: ReadonlySet<string> = new Set(['model_uri']);

/** The parameters of a request, by name. */
export interface ServerParameters {
  /** Undefined when it is absent or empty. */
  text(name: string): string | undefined;
  /** The same, for one of some words. Throws INVALID_ARGUMENT naming them. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  flag(name: string): boolean;
  /** Tells of the parameters that nobody asked for: they change nothing. */
  warnOfOthers(): void;
}

export function readServerParameters({ server, name, parameters, surroundings }: ServerRequest): ServerParameters {
  const values = new Map(parameters.map((parameter) => [parameter.name, String(parameter.value)]));
  const asked = new Set(SILENT);
  const text = (key: string): string | undefined => {
    asked.add(key);
    const value = values.get(key)?.trim();
    return value === '' ? undefined : value;
  };
  return {
    text,
    choice(key, words) {
      const value = text(key);
      const word = words.find((one) => one === value);
      if (value === undefined || word !== undefined) return word;
      throw new RadiantError(
        'INVALID_ARGUMENT',
        `${server} ${name}: parameter ${key} is ${JSON.stringify(value)}, but must be one of ${words.join(', ')}`,
        { reason: 'BAD_PARAMETER' },
      );
    },
    flag: (key) => /^(y|yes|t|true|on|1)$/i.test(text(key) ?? ''),
    warnOfOthers() {
      const others = [...values.keys()].filter((key) => !asked.has(key));
      if (others.length > 0)
        surroundings.log.warning(
          `${name}: ${others.map((key) => `parameter ${key}`).join(' and ')} has no effect: ${server} takes ${list(asked)}`,
        );
    },
  };
}

function list(asked: ReadonlySet<string>): string {
  const names = [...asked].filter((key) => !SILENT.has(key)).sort();
  return names.length === 0 ? 'none' : names.join(', ');
}
