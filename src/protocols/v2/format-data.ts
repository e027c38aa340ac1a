import { Buffer } from 'node:buffer';
import { formatFloat, formatJson, type JsonValue, type Tensor } from '../../payload/index.ts';
import { shortestFloat32 } from '../protobuf/index.ts';

/** Lists at least this long are written by JSON.stringify, which is quicker per number but has a price per call. */
const LONG_LIST = 8;

/**
 * The elements of a tensor as one flat JSON list. NaN and infinities are null; FP32 and FP16 have the shortest digits that are the same
 * number of their kind; texts are as they are, bytes base64, other values their JSON in a text.
 */
export function formatData(tensor: Tensor): string {
  switch (tensor.dtype) {
    case 'float64':
      return formatDoubles(tensor.data);
    case 'float32':
      return join(tensor.data, (value) => formatNumber(isWhole(value) ? value : shortestFloat32(value)));
    case 'float16':
      return join(tensor.data, (value) => formatNumber(isWhole(value) ? value : shortestFloat16(value)));
    case 'int64':
    case 'uint64':
      return join(tensor.data, (value) => value.toString());
    case 'bool':
      return join(tensor.data, (value) => (value === 0 ? 'false' : 'true'));
    case 'string':
      return join(tensor.data, (value) => JSON.stringify(value));
    case 'bytes':
      return join(
        tensor.data,
        (value) => `"${Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')}"`,
      );
    case 'json':
      return join(tensor.data, (value) => JSON.stringify(formatJson((value ?? null) as JsonValue)));
    default:
      return join(tensor.data, String);
  }
}

/** Small whole numbers, zeros with their sign among them, are as short as they can be. */
function isWhole(value: number): boolean {
  return value === Math.trunc(value) && Math.abs(value) < 1e6;
}

/** The shortest decimal that is the same half-precision number. */
function shortestFloat16(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 1; digits < 5; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.f16round(short) === value) return short;
  }
  return Number(value.toPrecision(5));
}

function formatDoubles(data: Float64Array): string {
  if (data.length >= LONG_LIST && data.every(isFraction)) return JSON.stringify(Array.from(data));
  return join(data, formatNumber);
}

/** A number that would lose neither point nor meaning. An infinity is its own whole part. */
function isFraction(value: number): boolean {
  return value !== Math.trunc(value) && !Number.isNaN(value);
}

function formatNumber(value: number): string {
  if (value !== Math.trunc(value)) return Number.isNaN(value) ? 'null' : String(value);
  return Number.isFinite(value) ? formatFloat(value) : 'null';
}

function join<T>(data: ArrayLike<T>, format: (value: T) => string): string {
  const count = data.length;
  if (count === 0) return '[]';
  let text = `[${format(data[0] as T)}`;
  for (let i = 1; i < count; i++) text += `,${format(data[i] as T)}`;
  return `${text}]`;
}
