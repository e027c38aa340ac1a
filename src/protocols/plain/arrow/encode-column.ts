import { formatJson, type JsonValue, type Tensor } from '../../../payload/index.ts';
import { ARROW_TYPES } from './arrow-types.table.ts';
import type { FlatField } from './flat-writer.ts';

/** One column, ready to be written. */
export interface EncodedColumn {
  /** Its number in the union Type, and the fields of that table. */
  readonly type: number;
  readonly typeFields: readonly FlatField[];
  readonly rows: number;
  readonly missing: number;
  readonly buffers: readonly Uint8Array[];
}

const NONE = new Uint8Array(0);
const PRECISION: Readonly<Record<string, number>> = { float16: 0, float32: 1, float64: 2 };

/** A tensor of shape (rows) as a column of its own type. Mixed values are numbers where all are, else text (JSON what is no text); null is missing. */
export function encodeColumn(tensor: Tensor): EncodedColumn {
  const rows = tensor.data.length;
  switch (tensor.dtype) {
    case 'bool':
      return { type: ARROW_TYPES.bool, typeFields: [], rows, missing: 0, buffers: [NONE, packBits(tensor.data)] };
    case 'string':
      return encodeTexts(
        ARROW_TYPES.utf8,
        tensor.data.map((text) => Buffer.from(text)),
        undefined,
      );
    case 'bytes':
      return encodeTexts(ARROW_TYPES.binary, tensor.data, undefined);
    case 'json':
      return encodeMixed(tensor.data as readonly JsonValue[]);
    default: {
      const { data, dtype } = tensor;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return { ...numberType(dtype, data.BYTES_PER_ELEMENT), rows, missing: 0, buffers: [NONE, bytes] };
    }
  }
}

function numberType(dtype: string, sizeBytes: number): Pick<EncodedColumn, 'type' | 'typeFields'> {
  const precision = PRECISION[dtype];
  if (precision !== undefined) {
    return { type: ARROW_TYPES.floatingPoint, typeFields: [{ sizeBytes: 2, value: precision }] };
  }
  const isSigned = dtype.startsWith('int') ? 1 : 0;
  return {
    type: ARROW_TYPES.int,
    typeFields: [
      { sizeBytes: 4, value: sizeBytes * 8 },
      { sizeBytes: 1, value: isSigned },
    ],
  };
}

function encodeMixed(values: readonly JsonValue[]): EncodedColumn {
  const valid = values.map((value) => value !== null && value !== undefined);
  const present = values.filter((_, row) => valid[row]);
  if (present.length > 0 && present.every((value) => typeof value === 'number' || typeof value === 'bigint')) {
    const numbers = Float64Array.from(values, (value, row) => (valid[row] ? Number(value) : 0));
    const missing = values.length - present.length;
    const bytes = new Uint8Array(numbers.buffer);
    const buffers = [missing === 0 ? NONE : packBits(valid.map(Number)), bytes];
    return { ...numberType('float64', 8), rows: values.length, missing, buffers };
  }
  const texts = values.map((value, row) => {
    if (!valid[row]) return NONE;
    return Buffer.from(typeof value === 'string' ? value : formatJson(value));
  });
  return encodeTexts(ARROW_TYPES.utf8, texts, valid);
}

/** Throws RangeError beyond what offsets of 32 bits reach. */
function encodeTexts(type: number, texts: readonly Uint8Array[], valid: readonly boolean[] | undefined): EncodedColumn {
  const offsets = new Int32Array(texts.length + 1);
  let total = 0;
  texts.forEach((text, row) => {
    total += text.length;
    offsets[row + 1] = total;
  });
  if (total > 0x7fffffff) throw new RangeError('texts of more than 2 GiB');
  const missing = valid?.filter((is) => !is).length ?? 0;
  const validity = valid === undefined || missing === 0 ? NONE : packBits(valid.map(Number));
  const buffers = [validity, new Uint8Array(offsets.buffer), Buffer.concat(texts as Uint8Array[], total)];
  return { type, typeFields: [], rows: texts.length, missing, buffers };
}

function packBits(values: ArrayLike<number>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let row = 0; row < values.length; row++) if (values[row] !== 0) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}
