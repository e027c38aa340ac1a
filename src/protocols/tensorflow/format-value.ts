import { Buffer } from 'node:buffer';
import { createTensor, type Tensor } from '../../payload/index.ts';
import { shortestFloat32 } from '../protobuf/index.ts';
import { formatNested, type NumberStyle } from '../seldon/format-tensor.ts';

const STYLE: NumberStyle = { asFloats: false, asTexts: false };
const BYTES_SUFFIX = '_bytes';

/**
 * A tensor as JSON: nested lists, or its one value when it has no dimensions. Float32 numbers have the digits that they need and no
 * more. Bytes are text where they are UTF-8 and the output's name does not end in `_bytes`, else {"b64": ...}, as TensorFlow Serving does.
 */
export function formatValue(tensor: Tensor, name: string): string {
  switch (tensor.dtype) {
    case 'float32':
    case 'float16':
      return formatNested(shorten(tensor.shape, tensor.data, tensor.dtype), STYLE);
    case 'bytes':
      return formatNested(createTensor('json', tensor.shape, toJson(tensor.data, name)), STYLE);
    default:
      return formatNested(tensor, STYLE);
  }
}

/** As doubles whose digits are the shortest ones. Half floats are exact in either. */
function shorten(shape: readonly number[], data: Float32Array | Float16Array, dtype: 'float32' | 'float16'): Tensor {
  const values = new Float64Array(data.length);
  const isSingle = dtype === 'float32';
  for (let i = 0; i < values.length; i++) {
    const value = data[i]!;
    values[i] = isSingle && value !== Math.trunc(value) ? shortestFloat32(value) : value;
  }
  return createTensor('float64', shape, values);
}

function toJson(data: readonly Uint8Array[], name: string): unknown[] {
  if (name.endsWith(BYTES_SUFFIX)) return data.map(toBase64);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return data.map((bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return toBase64(bytes);
    }
  });
}

/** What JSON has for bytes in this protocol. */
export function toBase64(bytes: Uint8Array): { readonly b64: string } {
  return { b64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
}
