import type {
  Described,
  DescribedArray,
  DescribedDtype,
  DescribedDtypeValue,
  DescribedGlobal,
  DescribedObject,
} from '../described.ts';
import { malformed } from '../model-file-error.ts';
import { decodeArray, objectArray } from '../numpy/decode-array.ts';
import { parseDtype } from '../numpy/parse-dtype.ts';
import { toRowMajor } from '../numpy/to-row-major.ts';
import { assertCallableGlobal } from './allowed-globals.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Gives the value that a call of a known data constructor stands for, or a plain record of the call. */
export function reduceGlobal(target: DescribedGlobal, args: readonly Described[]): Described {
  assertCallableGlobal(target.module, target.name);
  const make = CONSTRUCTORS[`${rootOf(target.module)}.${target.name}`];
  return make === undefined ? describedObject(target, args) : make(args, target);
}

type Constructor = (args: readonly Described[], target: DescribedGlobal) => Described;

const CONSTRUCTORS: Readonly<Record<string, Constructor>> = {
  '_codecs.encode': encodeText,
  'builtins.bytearray': bytesOf,
  'builtins.bytes': bytesOf,
  'builtins.dict': () => ({ kind: 'dict', entries: new Map() }),
  'builtins.frozenset': ([items]) => ({ kind: 'set', items: itemsOf(items) }),
  'builtins.list': ([items]) => ({ kind: 'list', items: itemsOf(items) }),
  'builtins.set': ([items]) => ({ kind: 'set', items: itemsOf(items) }),
  'builtins.tuple': ([items]) => ({ kind: 'tuple', items: itemsOf(items) }),
  'copyreg.__newobj__': ([target, ...rest]) => describedObject(asGlobal(target), rest),
  'copyreg._reconstructor': reconstruct,
  'numpy._frombuffer': fromBuffer,
  'numpy._reconstruct': unfinishedArray,
  'numpy.dtype': makeDtype,
  'numpy.scalar': ([dtype, bytes]) => scalar(dtype, bytes),
};

function rootOf(module: string): string {
  if (module === 'copy_reg') return 'copyreg';
  if (module === '__builtin__') return 'builtins';
  return module.split('.')[0]!;
}

export function describedObject(target: DescribedGlobal, args: readonly Described[]): DescribedObject {
  return {
    kind: 'object',
    module: target.module,
    name: target.name,
    args,
    state: new Map(),
    rawState: undefined,
    items: [],
    entries: new Map(),
  };
}

/** What protocols 0 and 1 make objects by; of a named tuple they hand over its items. */
function reconstruct([target, base, value]: readonly Described[]): DescribedObject {
  const isTuple = isKind(base, 'global') && base.name === 'tuple' && isKind(value, 'tuple');
  return describedObject(asGlobal(target), isTuple ? value.items : []);
}

export function asGlobal(value: Described | undefined): DescribedGlobal {
  if (isKind(value, 'global')) return value;
  throw malformed('the pickle makes an object of something that is no class');
}

export function isKind<K extends string>(value: unknown, kind: K): value is Extract<Described, { kind: K }> {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}

/** numpy makes its arrays empty and gives them their state afterwards; everything that refers to it must see it then. */
function unfinishedArray(): DescribedArray {
  const dtype = { kind: 'V', sizeBytes: 0, isLittleEndian: true, fields: undefined };
  return { kind: 'array', dtype, shape: [0], data: undefined, values: undefined, records: undefined };
}

/** BUILD on an array or a dtype: completes it in place. */
export function buildInPlace(target: DescribedArray | DescribedDtypeValue, state: Described): void {
  if (!isKind(state, 'tuple')) throw malformed(`the state of a numpy ${target.kind} is no tuple`);
  if (target.kind === 'array') Object.assign(target, buildArray(state.items));
  else (target as Mutable<DescribedDtypeValue>).dtype = buildDtype(target.dtype, state.items);
}

/** (version, shape, dtype, isFortran, bytes or list), numpy's `ndarray.__setstate__`. */
function buildArray(items: readonly Described[]): DescribedArray {
  const [, shape, dtypeValue, isFortran, content] = items.length === 4 ? [1, ...items] : items;
  const dtype = dtypeOf(dtypeValue);
  const sizes = isKind(shape, 'tuple') ? (shape.items as number[]) : undefined;
  if (sizes === undefined) throw malformed('the shape of an array is no tuple');
  if (content instanceof Uint8Array) return decodeArray(dtype, sizes, isFortran === true, content);
  if (!isKind(content, 'list')) throw malformed('an array has neither bytes nor a list of objects');
  const values = objectArray(dtype, sizes, content.items).values!;
  return objectArray(dtype, sizes, isFortran === true && sizes.length > 1 ? toRowMajor([...values], sizes) : values);
}

/** (3, byte order, subdtype, names, fields, item size, alignment, flags), numpy's `dtype.__setstate__`. */
function buildDtype(made: DescribedDtype, items: readonly Described[]): DescribedDtype {
  const [, order, subarray, names, fields, size] = items;
  if (subarray !== null && subarray !== undefined) throw malformed('array dtypes with sub-arrays are not supported');
  const isLittleEndian = order !== '>';
  if (!isKind(names, 'tuple') || !isKind(fields, 'dict')) return { ...made, isLittleEndian };
  const layout = new Map<string, { dtype: DescribedDtype; offset: number }>();
  for (const [name, field] of fields.entries) {
    const parts = isKind(field, 'tuple') ? field.items : [];
    if (typeof name !== 'string' || typeof parts[1] !== 'number')
      throw malformed('a structured dtype has a field that is none');
    layout.set(name, { dtype: dtypeOf(parts[0]), offset: parts[1] });
  }
  const sizeBytes = typeof size === 'number' && size >= 0 ? size : made.sizeBytes;
  return { kind: 'V', sizeBytes, isLittleEndian, fields: layout };
}

function makeDtype([code]: readonly Described[]): DescribedDtypeValue {
  if (typeof code !== 'string') throw malformed('a dtype is made of something that is no text');
  return { kind: 'dtype', dtype: parseDtype(code) };
}

export function dtypeOf(value: Described | undefined): DescribedDtype {
  if (isKind(value, 'dtype')) return value.dtype;
  throw malformed('an array has a dtype that is none');
}

function scalar(dtypeValue: Described | undefined, content: Described | undefined): Described {
  const dtype = dtypeOf(dtypeValue);
  if (dtype.kind === 'O') return objectArray(dtype, [], [content ?? null]);
  if (!(content instanceof Uint8Array)) throw malformed('a numpy scalar without bytes');
  if (dtype.kind === 'M' || dtype.kind === 'm' || dtype.kind === 'c') {
    return { kind: 'array', dtype, shape: [], data: undefined, values: [content], records: undefined };
  }
  const decoded = decodeArray(dtype, [], false, content);
  // numpy.str_ is a text like any other.
  return dtype.kind === 'U' ? (decoded.values?.[0] ?? '') : decoded;
}

/** numpy's protocol 5 form: (buffer, dtype, shape, order). */
function fromBuffer([bytes, dtypeValue, shape, order]: readonly Described[]): Described {
  if (!(bytes instanceof Uint8Array) || !isKind(shape, 'tuple'))
    throw malformed('an array buffer without bytes or shape');
  return decodeArray(dtypeOf(dtypeValue), shape.items as number[], order === 'F', bytes);
}

/** Protocol 0 to 2 write bytes as text: `_codecs.encode(text, 'latin1')`. */
function encodeText([text, encoding]: readonly Described[]): Uint8Array {
  if (typeof text !== 'string') throw malformed('_codecs.encode of something that is no text');
  if (encoding !== undefined && encoding !== 'latin1' && encoding !== 'latin-1') {
    return new TextEncoder().encode(text);
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw malformed('_codecs.encode of text beyond latin1');
    bytes[i] = code;
  }
  return bytes;
}

function bytesOf(args: readonly Described[]): Uint8Array {
  const [content] = args;
  if (content === undefined) return new Uint8Array();
  if (content instanceof Uint8Array) return content;
  if (typeof content === 'string') return encodeText(args);
  throw malformed('bytes made of something that is neither bytes nor text');
}

function itemsOf(value: Described | undefined): Described[] {
  if (value === undefined) return [];
  if (isKind(value, 'list') || isKind(value, 'tuple') || isKind(value, 'set')) return [...value.items];
  throw malformed('a collection is made of something that is none');
}
