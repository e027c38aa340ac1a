import { RadiantError } from '../../base/index.ts';
import type { ServerRequest } from './server-request.ts';

/** Every server is told by the operator where its model lies; that was decided already. */
const SILENT: ReadonlySet<string> = new Set(['model_uri']);

const YES = /^(y|yes|t|true|on|1)$/i;
const NO = /^(n|no|f|false|off|0)$/i;
const COUNT = /^[1-9]\d{0,8}$/;

/** The parameters of a request, by name. */
export interface ServerParameters {
  /** Undefined when it is absent or empty. */
  text(name: string): string | undefined;
  /** The same, for one of some words. Throws INVALID_ARGUMENT naming them. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  /** False when it is absent. Throws INVALID_ARGUMENT for what is neither true nor false. */
  flag(name: string): boolean;
  /** A whole number of at least 1, as text. Throws INVALID_ARGUMENT for anything else. */
  count(name: string): string | undefined;
  /**
   * To be called when all that count have been asked for. Throws INVALID_ARGUMENT for others, as Seldon's servers do; with V2, whose servers pass
   * over them, and for `withoutEffect` the log tells of them.
   */
  refuseOthers(withoutEffect?: readonly string[]): void;
}

export function readServerParameters({
  server,
  name,
  parameters,
  protocol,
  surroundings,
}: ServerRequest): ServerParameters {
  const values = new Map(parameters.map((parameter) => [parameter.name, String(parameter.value)]));
  const asked = new Set(SILENT);
  const text = (key: string): string | undefined => {
    asked.add(key);
    const value = values.get(key)?.trim();
    return value === '' ? undefined : value;
  };
  const wrong = (key: string, value: string, wanted: string): RadiantError =>
    bad(`${server} ${name}: parameter ${key} is ${JSON.stringify(value)}, but must be ${wanted}`);
  return {
    text,
    choice(key, words) {
      const value = text(key);
      const word = words.find((one) => one === value);
      if (value === undefined || word !== undefined) return word;
      throw wrong(key, value, `one of ${words.join(', ')}`);
    },
    flag(key) {
      const value = text(key);
      if (value === undefined || NO.test(value)) return false;
      if (YES.test(value)) return true;
      throw wrong(key, value, 'true or false');
    },
    count(key) {
      const value = text(key);
      if (value === undefined || COUNT.test(value)) return value;
      throw wrong(key, value, 'a whole number such as 8');
    },
    refuseOthers(withoutEffect = []) {
      const others = [...values.keys()].filter((key) => !asked.has(key));
      const unknown = protocol === 'v2' ? [] : others.filter((key) => !withoutEffect.includes(key));
      const shown = (keys: readonly string[]): string => keys.map((key) => `parameter ${key}`).join(' and ');
      if (unknown.length > 0) throw bad(`${server} ${name} has no ${shown(unknown)}: it takes ${list(asked)}`);
      if (others.length > 0)
        surroundings.log.warning(`${name}: ${shown(others)} has no effect: ${server} takes ${list(asked)}`);
    },
  };
}

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_PARAMETER' });
}

function list(asked: ReadonlySet<string>): string {
  const names = [...asked].filter((key) => !SILENT.has(key)).sort();
  return names.length === 0 ? 'none' : names.join(', ');
}
