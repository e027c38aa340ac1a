import { type Findings, type Path, quote } from '../findings.ts';
import { copyFree } from './copy-free.ts';
import type { Field, FieldType, ObjectType, Schema } from './field.ts';
import { nameKind } from './name-kind.ts';
import { suggestWord } from './suggest-word.ts';

const INT32 = 2 ** 31;
/** A Kubernetes quantity: a number, and a power of 2 or 10. */
const AMOUNT = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?(\d+(\.\d*)?|\.\d+))?$/;

/** What a decoder needs at every value. */
interface Context {
  readonly schema: Schema;
  readonly findings: Findings;
}

/**
 * A copy of the value with the fields of the named type: null is absent, unknown fields are dropped with a warning (kept in
 * Kubernetes' own parts), absent lists are filled. What does not fit becomes an error; the copy is then not to be used.
 * The value must have passed `findTooLarge`, so that its depth is limited.
 */
export function decodeValue(
  value: unknown,
  schema: Schema,
  typeName: string,
  findings: Findings,
  at: Path = [],
): Readonly<Record<string, unknown>> {
  const decoded = decodeObject(value, typeName, at, { schema, findings });
  return decoded ?? {};
}

function decodeObject(value: unknown, name: string, at: Path, context: Context): Record<string, unknown> | undefined {
  const type = context.schema[name]!;
  if (!isRecord(value)) return refuse(context, at, value, 'an object', `write the fields of ${name} here, one a line`);
  const out: [string, unknown][] = [];
  for (const [key, given] of Object.entries(value)) {
    if (given === null || given === undefined) continue;
    const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
    if (!field) {
      if (warnUnknown(key, type, name, at, context) === 'keep') out.push([key, copyFree(given)]);
      continue;
    }
    const decoded = decodeField(given, field.type, [...at, key], context);
    if (decoded !== undefined) out.push([key, decoded]);
  }
  for (const [key, field] of Object.entries(type.fields)) {
    if (value[key] === null || value[key] === undefined) fillField(key, field, value, type, at, out, context);
  }
  return Object.fromEntries(out);
}

function fillField(
  key: string,
  field: Field,
  value: Readonly<Record<string, unknown>>,
  type: ObjectType,
  at: Path,
  out: [string, unknown][],
  context: Context,
): void {
  if (field.required) {
    const others = Object.keys(value).filter((other) => !Object.hasOwn(type.fields, other));
    const misspelt = suggestWord(key, others);
    const example = field.example ?? `${key} (${lowerFirst(field.about)})`;
    const fix = misspelt === undefined ? `add ${example}` : `did you mean it by ${quote(misspelt)}?`;
    context.findings.error([...at, key], 'is missing', fix);
  }
  if (field.fill === 'list') out.push([key, []]);
  if (field.fill === 'pod') out.push([key, { containers: [] }]);
}

function warnUnknown(key: string, type: ObjectType, name: string, at: Path, { findings }: Context): 'keep' | 'drop' {
  const known = Object.keys(type.fields);
  const meant = suggestWord(key, known);
  const fix = meant === undefined ? `remove it; ${name} has ${listWords(known)}` : `did you mean ${meant}?`;
  if (!type.open) findings.warn([...at, key], `${name} has no field ${quote(key)}; it is ignored`, fix);
  else if (meant !== undefined && !Object.hasOwn(type.fields, key))
    findings.warn([...at, key], `${quote(key)} is no field of ${name} that is known here; it is passed on`, fix);
  return type.open ? 'keep' : 'drop';
}

function decodeField(value: unknown, type: FieldType, at: Path, context: Context): unknown {
  switch (type.kind) {
    case 'text':
      return decodeText(value, type, at, context);
    case 'integer':
      return decodeInteger(value, type.mayBeText === true, at, context);
    case 'number':
      if (Number.isInteger(value)) return value;
      return refuseNumber(context, at, value);
    case 'flag':
      if (typeof value === 'boolean') return value;
      return refuse(context, at, value, 'true or false', 'write true or false, without quotes');
    case 'integerOrText':
      if (typeof value === 'number' && Number.isInteger(value)) return checkRange(value, at, context);
      if (typeof value === 'string') return value;
      return refuse(
        context,
        at,
        value,
        'a whole number or a text',
        'write a number such as 1, or a text such as "90%"',
      );
    case 'amount':
      return decodeAmount(value, at, context);
    case 'texts':
      return decodeTexts(value, at, context);
    case 'amounts':
      return decodeAmounts(value, at, context);
    case 'free':
      if (isRecord(value)) return copyFree(value);
      return refuse(context, at, value, 'an object', 'write an object here');
    case 'list':
      return decodeList(value, type, at, context);
    case 'object':
      return decodeObject(value, type.name, at, context);
    default:
      return type satisfies never;
  }
}

function decodeText(value: unknown, type: FieldType & { kind: 'text' }, at: Path, context: Context): unknown {
  if (typeof value !== 'string')
    return refuse(context, at, value, 'a text', isScalar(value) ? 'put it in quotes' : 'write a text');
  const { known } = type;
  if (known && !type.strict && value !== '' && !known.includes(value)) {
    const meant = suggestWord(value, known);
    const fix = meant === undefined ? `use one of ${listWords(known)}` : `did you mean ${meant}?`;
    context.findings.warn(at, `${quote(value)} is not known and has no effect`, fix);
  }
  return value;
}

function decodeInteger(value: unknown, mayBeText: boolean, at: Path, context: Context): unknown {
  const number = mayBeText && typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return refuseNumber(context, at, value);
  return checkRange(number, at, context);
}

function refuseNumber({ findings }: Context, at: Path, value: unknown): undefined {
  const given = typeof value === 'string' ? quote(value) : typeof value === 'number' ? String(value) : nameKind(value);
  findings.error(at, `is ${given}, not a whole number`, 'write a number such as 1, without quotes');
  return undefined;
}

function checkRange(number: number, at: Path, { findings }: Context): number | undefined {
  if (number >= -INT32 && number < INT32) return number;
  findings.error(at, `is ${number}, more than 32 bits hold`, `write a number up to ${INT32 - 1}`);
  return undefined;
}

function decodeTexts(value: unknown, at: Path, context: Context): unknown {
  if (!isRecord(value)) return refuse(context, at, value, 'an object of texts', 'write name: "value" pairs');
  const out: [string, string][] = [];
  for (const [key, given] of Object.entries(value)) {
    if (given === null || given === undefined) continue;
    if (typeof given === 'string') out.push([key, given]);
    else refuse(context, [...at, key], given, 'a text', isScalar(given) ? 'put it in quotes' : 'write a text');
  }
  return Object.fromEntries(out);
}

/** Whole numbers are amounts too. */
function decodeAmounts(value: unknown, at: Path, context: Context): unknown {
  if (!isRecord(value)) return refuse(context, at, value, 'an object of amounts', 'write pairs such as memory: 1Gi');
  const entries = Object.entries(value).filter(([, given]) => given !== null && given !== undefined);
  for (const [key, given] of entries) decodeAmount(given, [...at, key], context);
  return Object.fromEntries(entries);
}

function decodeAmount(value: unknown, at: Path, context: Context): unknown {
  if (Number.isInteger(value) || (typeof value === 'string' && AMOUNT.test(value))) return value;
  if (typeof value !== 'string' && typeof value !== 'number')
    return refuse(context, at, value, 'an amount', 'write an amount such as 500m, 2 or 1Gi');
  const fix = typeof value === 'number' ? 'put it in quotes' : 'write an amount such as 500m, 2 or 1Gi';
  context.findings.error(at, `is ${quote(String(value))}, not an amount`, fix);
  return undefined;
}

function decodeList(given: unknown, type: FieldType & { kind: 'list' }, at: Path, context: Context): unknown {
  const { of } = type;
  let value = given;
  if (type.mayBeOne && isRecord(given)) {
    context.findings.warn(at, 'is an object, and is taken for a list of one', 'start it with a dash');
    value = Object.keys(given).length === 0 ? [] : [given];
  }
  if (!Array.isArray(value))
    return refuse(context, at, value, 'a list', 'write a list: start each element with a dash');
  const out: unknown[] = [];
  for (const [index, given] of value.entries()) {
    const decoded = decodeField(given, of, [...at, index], context);
    if (decoded !== undefined) out.push(decoded);
  }
  return out;
}

function refuse({ findings }: Context, at: Path, value: unknown, wanted: string, fix: string): undefined {
  findings.error(at, `is ${nameKind(value)}, not ${wanted}`, fix);
  return undefined;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listWords(words: readonly string[]): string {
  return words.length > 12 ? `${words.slice(0, 12).join(', ')}, ...` : words.join(', ');
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
