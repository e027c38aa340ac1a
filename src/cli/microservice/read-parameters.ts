import { RadiantError } from '../../base/index.ts';

export type ParameterType = 'INT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BOOL';

/** One argument of the constructor. An INT that a double cannot hold exactly is a bigint. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string | number | bigint | boolean;
}

type ReadText = (text: string) => Parameter['value'] | undefined;

const READERS: Readonly<Record<ParameterType, { readonly read: ReadText; readonly wanted: string }>> = {
  BOOL: { read: readBool, wanted: 'true or false' },
  DOUBLE: { read: readFloat, wanted: 'a number such as 0.5' },
  FLOAT: { read: readFloat, wanted: 'a number such as 0.5' },
  INT: { read: readInt, wanted: 'a whole number such as 3' },
  STRING: { read: (text) => text, wanted: 'a text' },
};

const EXAMPLE = '[{"name": "threshold", "value": "0.5", "type": "FLOAT"}]';

/**
 * Reads the constructor's arguments: a JSON list of {name, value, type}. A later one of the same name wins.
 * `source` is the option or variable that a message names. Throws INVALID_ARGUMENT.
 */
export function readParameters(text: string, source: string): readonly Parameter[] {
  let list: unknown;
  try {
    list = JSON.parse(text, keepLarge);
  } catch (cause) {
    throw bad(`${source} is not JSON (${(cause as Error).message}); it should look like ${EXAMPLE}`);
  }
  if (!Array.isArray(list)) throw bad(`${source} must be a list such as ${EXAMPLE}`);
  const byName = new Map<string, Parameter>();
  for (const [index, entry] of list.entries()) {
    const parameter = readParameter(entry, index, source);
    byName.set(parameter.name, parameter);
  }
  return [...byName.values()];
}

function readParameter(entry: unknown, index: number, source: string): Parameter {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw bad(`entry ${index + 1} of ${source} must be an object with name, value and type, as in ${EXAMPLE}`);
  }
  const { name, value, type } = entry as { name?: unknown; value?: unknown; type?: unknown };
  if (typeof name !== 'string' || name === '') throw bad(`entry ${index + 1} of ${source} has no name`);
  const shownName = JSON.stringify(name);
  if (typeof type !== 'string' || !Object.hasOwn(READERS, type)) {
    const types = Object.keys(READERS).join(', ');
    const given = type === undefined ? 'it has no type' : `its type is ${show(type)}`;
    throw bad(`Bad model parameter ${shownName} in ${source}: ${given}; the types are ${types}`);
  }
  const reader = READERS[type as ParameterType];
  const result = isScalar(value) ? reader.read(toText(value)) : undefined;
  if (result !== undefined) return { name, type: type as ParameterType, value: result };
  const given = value === undefined ? 'it has no value' : `${show(value)} is not ${reader.wanted}`;
  throw bad(`Bad model parameter ${shownName} in ${source}: its type is ${type}, but ${given}`);
}

/** Whole numbers that a double cannot hold are kept exactly. */
function keepLarge(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? '';
  const isLarge = key === 'value' && typeof value === 'number' && !Number.isSafeInteger(value);
  return isLarge && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

/** As Python writes it. */
function toText(value: string | number | bigint | boolean): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

/** Python's whole numbers: sign, spaces around and underscores between digits. */
function readInt(text: string): number | bigint | undefined {
  const digits = text.trim();
  if (!/^[+-]?\d+(?:_\d+)*$/.test(digits) || digits.length > 4300) return undefined;
  const value = BigInt(digits.replace(/_/g, '').replace(/^\+/, ''));
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/** Python's floats, `nan` and `inf` among them. */
function readFloat(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const special = /^([+-]?)(nan|inf|infinity)$/.exec(word);
  if (special) return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  return /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/.test(word)
    ? Number(word.replace(/_/g, ''))
    : undefined;
}

function readBool(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (/^(y|yes|t|true|on|1)$/.test(word)) return true;
  return /^(n|no|f|false|off|0)$/.test(word) ? false : undefined;
}

function show(value: unknown): string {
  const text =
    typeof value === 'bigint'
      ? String(value)
      : (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ??
        String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_PARAMETERS' });
}
