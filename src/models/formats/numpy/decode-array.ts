import type { ArrayData, Described, DescribedArray, DescribedDtype } from '../described.ts';
import { LIMITS } from '../limits.ts';
import { malformed } from '../model-file-error.ts';
import { formatDtype } from './parse-dtype.ts';
import { toRowMajor } from './to-row-major.ts';

/** Arrays of at least so many bytes are views of the file's bytes. */
const LEAST_BYTES_IN_PLACE = 2 ** 16;

/** Checks a shape against the limits and gives its number of elements. */
export function checkShape(shape: readonly unknown[], dtype: DescribedDtype): number {
  if (shape.length > LIMITS.dimensions)
    throw malformed(`array shape has ${shape.length} dimensions: more than numpy allows`);
  let count = 1;
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw malformed(`array shape holds ${String(size)}: want whole numbers that are not negative`);
    }
    count *= size;
    if (count * Math.max(1, dtype.sizeBytes) > LIMITS.arrayBytes) {
      throw malformed(`array shape [${shape.join(', ')}] is larger than the limit of ${LIMITS.arrayBytes} bytes`);
    }
  }
  return count;
}

/** Makes an array of raw bytes as numpy wrote them. The bytes are looked at in place where alignment allows it. */
export function decodeArray(
  dtype: DescribedDtype,
  shape: readonly number[],
  isColumnMajor: boolean,
  bytes: Uint8Array,
): DescribedArray {
  const count = checkShape(shape, dtype);
  if (bytes.length !== count * dtype.sizeBytes) {
    throw malformed(
      `array of shape [${shape.join(', ')}] and dtype ${formatDtype(dtype)} needs ${count * dtype.sizeBytes} bytes, but has ${bytes.length}`,
    );
  }
  const base = { kind: 'array', dtype, shape, data: undefined, values: undefined, records: undefined } as const;
  const mustReorder = isColumnMajor && shape.length > 1;
  if (isOpaque(dtype)) return { ...base, records: bytes };
  if (dtype.kind === 'V') {
    if (mustReorder) throw malformed('a structured array in column-major order is not supported');
    return { ...base, records: bytes };
  }
  if (dtype.kind === 'U' || dtype.kind === 'S') {
    const values = decodeTexts(dtype, count, bytes);
    return { ...base, values: mustReorder ? toRowMajor(values, shape) : values };
  }
  const data = decodeNumbers(dtype, bytes);
  return { ...base, data: mustReorder ? toRowMajor(data, shape) : data };
}

/** Numbers and times that no estimator reads: kept as bytes, so that whoever asks for them can say what they are. */
function isOpaque({ kind, sizeBytes }: DescribedDtype): boolean {
  return kind === 'c' || kind === 'M' || kind === 'm' || (kind === 'f' && sizeBytes > 8);
}

/** An array of objects that were read one by one, given in row-major order. */
export function objectArray(
  dtype: DescribedDtype,
  shape: readonly number[],
  values: readonly Described[],
): DescribedArray {
  const count = checkShape(shape, dtype);
  if (values.length !== count)
    throw malformed(`object array of shape [${shape.join(', ')}] has ${values.length} values`);
  return { kind: 'array', dtype, shape, data: undefined, values, records: undefined };
}

/** Gives one field of all records, for example `threshold` of a tree's nodes. Throws when the field is not there. */
export function readRecordField(array: DescribedArray, name: string): ArrayData {
  const field = array.dtype.fields?.get(name);
  if (field === undefined || array.records === undefined) throw malformed(`structured array without the field ${name}`);
  const stride = array.dtype.sizeBytes;
  const { sizeBytes } = field.dtype;
  if (field.offset < 0 || field.offset + sizeBytes > stride) throw malformed(`field ${name} lies outside its record`);
  const count = stride === 0 ? 0 : array.records.length / stride;
  const gathered = new Uint8Array(count * sizeBytes);
  for (let i = 0; i < count; i++) {
    const from = i * stride + field.offset;
    for (let b = 0; b < sizeBytes; b++) gathered[i * sizeBytes + b] = array.records[from + b]!;
  }
  return decodeNumbers(field.dtype, gathered);
}

function decodeNumbers(dtype: DescribedDtype, bytes: Uint8Array): ArrayData {
  const { kind, sizeBytes } = dtype;
  if (!['b', 'i', 'u', 'f'].includes(kind) || sizeBytes > 8) {
    throw malformed(`arrays of dtype ${formatDtype(dtype)} are not supported`);
  }
  // A small view would keep the whole file in memory for as long as the model lives.
  const isReadInPlace =
    dtype.isLittleEndian && bytes.byteOffset % sizeBytes === 0 && bytes.length >= LEAST_BYTES_IN_PLACE;
  const own = isReadInPlace ? bytes : bytes.slice();
  if (!dtype.isLittleEndian) reverseEach(own, sizeBytes);
  const count = own.length / sizeBytes;
  switch (`${kind}${sizeBytes}`) {
    case 'i1':
      return new Int8Array(own.buffer, own.byteOffset, count);
    case 'i2':
      return new Int16Array(own.buffer, own.byteOffset, count);
    case 'i4':
      return new Int32Array(own.buffer, own.byteOffset, count);
    case 'i8':
      return new BigInt64Array(own.buffer, own.byteOffset, count);
    case 'b1':
    case 'u1':
      return own;
    case 'u2':
      return new Uint16Array(own.buffer, own.byteOffset, count);
    case 'u4':
      return new Uint32Array(own.buffer, own.byteOffset, count);
    case 'u8':
      return new BigUint64Array(own.buffer, own.byteOffset, count);
    case 'f2':
      return widenHalf(new Uint16Array(own.buffer, own.byteOffset, count));
    case 'f4':
      return new Float32Array(own.buffer, own.byteOffset, count);
    default:
      return new Float64Array(own.buffer, own.byteOffset, count);
  }
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** IEEE 754 binary16 to binary32. */
function widenHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** `U`: UTF-32 padded with NUL; `S`: bytes padded with NUL, given as latin-1 text's bytes. */
function decodeTexts(dtype: DescribedDtype, count: number, bytes: Uint8Array): Described[] {
  const values: Described[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) {
    const start = i * dtype.sizeBytes;
    if (dtype.kind === 'S') {
      let end = start + dtype.sizeBytes;
      while (end > start && bytes[end - 1] === 0) end--;
      values.push(bytes.slice(start, end));
      continue;
    }
    let text = '';
    for (let at = start; at < start + dtype.sizeBytes; at += 4) {
      const code = view.getUint32(at, dtype.isLittleEndian);
      if (code > 0x10ffff) throw malformed('a text array holds something that is no Unicode character');
      text += String.fromCodePoint(code);
    }
    values.push(text.replace(/\0+$/, ''));
  }
  return values;
}
