import type { Dtype } from '../../payload/index.ts';
import { badBody } from './plain-body.ts';

/** How the elements of an NPY file are held. */
export interface NpyType {
  readonly dtype: Exclude<Dtype, 'json'>;
  readonly sizeBytes: number;
  readonly isBigEndian: boolean;
}

export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  readonly isColumnMajor: boolean;
}

const NUMBERS: Readonly<Record<string, NpyType['dtype']>> = {
  b1: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};
const MAX_ELEMENT_BYTES = 2 ** 28;

/** Reads the dictionary that numpy writes, a Python literal of three fixed keys. Throws INVALID_ARGUMENT. */
export function parseNpyHeader(text: string): NpyHeader {
  const code = /'descr': ?'([^']{1,40})'/.exec(text)?.[1];
  const order = /'fortran_order': ?(True|False)/.exec(text)?.[1];
  const sizes = /'shape': ?\(([\d, ]{0,600})\)/.exec(text)?.[1];
  if (code === undefined) {
    throw badBody(
      "NPY: the header names no plain type ('descr'): arrays with several fields are not read, send CSV or Arrow",
    );
  }
  if (order === undefined || sizes === undefined) throw badBody("NPY: the header lacks 'fortran_order' or 'shape'");
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (!shape.every(Number.isSafeInteger)) throw badBody("NPY: 'shape' is not a tuple of integers");
  return { type: parseType(code), shape, isColumnMajor: order === 'True' };
}

function parseType(code: string): NpyType {
  const [, order, kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d{0,10})$/.exec(code) ?? [];
  const isBigEndian = order === '>';
  const dtype = NUMBERS[kind + digits];
  const size = Number(digits);
  if (dtype !== undefined) return { dtype, sizeBytes: size, isBigEndian };
  if (size * 4 <= MAX_ELEMENT_BYTES) {
    if (kind === 'S') return { dtype: 'bytes', sizeBytes: size, isBigEndian };
    if (kind === 'U') return { dtype: 'string', sizeBytes: size * 4, isBigEndian };
  }
  const why = kind === 'O' ? 'holds Python objects, which are not read' : 'is not a type that is read';
  throw badBody(`NPY: ${code} ${why}; use bool, integers, floats, texts (U) or bytes (S)`);
}
