import type { Dtype } from '../../payload/index.ts';

export interface DatatypeEntry {
  readonly dtype: Dtype;
  /** Bytes of an element in binary form; undefined where each element carries its own length. */
  readonly sizeBytes: number | undefined;
}

/**
 * The datatypes of the Open Inference Protocol and what holds their elements. BF16 is widened to float32, which holds all its values.
 * BYTES are texts where they are valid UTF-8, else bytes.
 */
export const DATATYPES: Readonly<Record<string, DatatypeEntry>> = {
  BF16: { dtype: 'float32', sizeBytes: 2 },
  BOOL: { dtype: 'bool', sizeBytes: 1 },
  BYTES: { dtype: 'string', sizeBytes: undefined },
  FP16: { dtype: 'float16', sizeBytes: 2 },
  FP32: { dtype: 'float32', sizeBytes: 4 },
  FP64: { dtype: 'float64', sizeBytes: 8 },
  INT16: { dtype: 'int16', sizeBytes: 2 },
  INT32: { dtype: 'int32', sizeBytes: 4 },
  INT64: { dtype: 'int64', sizeBytes: 8 },
  INT8: { dtype: 'int8', sizeBytes: 1 },
  UINT16: { dtype: 'uint16', sizeBytes: 2 },
  UINT32: { dtype: 'uint32', sizeBytes: 4 },
  UINT64: { dtype: 'uint64', sizeBytes: 8 },
  UINT8: { dtype: 'uint8', sizeBytes: 1 },
};

/** The datatype of an output. */
export const DATATYPE_OF: Readonly<Record<Dtype, string>> = {
  bool: 'BOOL',
  bytes: 'BYTES',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  int8: 'INT8',
  json: 'BYTES',
  string: 'BYTES',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  uint8: 'UINT8',
};

/** The entry of a datatype; undefined for a name that is none. */
export function datatypeEntry(name: string): DatatypeEntry | undefined {
  return Object.hasOwn(DATATYPES, name) ? DATATYPES[name] : undefined;
}
