import type { Environment } from '../../base/index.ts';

/** The settings of one remote, rclone's way: `get('endpoint')` is the variable RCLONE_CONFIG_<REMOTE>_ENDPOINT. */
export interface RemoteSettings {
  /** As it stands before the `:` of a URI. */
  readonly name: string;
  get(key: string): string | undefined;
  /** The full name of a variable, for messages. */
  variable(key: string): string;
}

/** Reads what RCLONE_CONFIG_<REMOTE>_... says of a remote. An empty variable counts as none. */
export function readRemote(environment: Environment, name: string): RemoteSettings {
  const prefix = `RCLONE_CONFIG_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_`;
  const variable = (key: string): string => prefix + key.toUpperCase();
  return { name, variable, get: (key) => environment[variable(key)] || undefined };
}

/** The first variable of several that is set and not empty. */
export function firstVariable(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
}

/** Reads yes or no, in the words that Seldon's and rclone's users write. Anything else is `fallback`. */
export function readFlag(value: string | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (/^(1|true|yes|on|t|y)$/i.test(value)) return true;
  return /^(0|false|no|off|f|n)$/i.test(value) ? false : fallback;
}
