import { createTensor, type JsonText, type JsonValue, listToTensor, type Tensor } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';

const ENCODER = new TextEncoder();

/**
 * A JSON value, or nested lists of such, as a tensor with numpy's types; `{"b64": "..."}` stands for bytes, and texts
 * beside it are their UTF-8. `field` names it in errors. Throws INVALID_ARGUMENT for ragged lists and broken base64.
 */
export function readTensor(json: JsonText, field: string): Tensor {
  let tensor: Tensor;
  try {
    tensor = listToTensor(json);
  } catch (thrown) {
    throw badRequest(`${field}: ${(thrown as Error).message}`, thrown);
  }
  return tensor.dtype === 'json' && tensor.data.some(isBase64) ? toBytes(tensor, field) : tensor;
}

/** True for the object that stands for bytes. */
export function isBase64(value: unknown): value is { readonly b64: JsonValue } {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'b64' in value;
}

function toBytes({ shape, data }: Tensor, field: string): Tensor {
  const elements = Array.from(data as readonly unknown[], (value) => {
    if (isBase64(value)) return parseBytes(value.b64, field);
    if (typeof value === 'string') return ENCODER.encode(value);
    throw badRequest(`${field}: beside {"b64": ...} there can be texts only`);
  });
  return createTensor('bytes', shape, elements);
}

function parseBytes(value: JsonValue, field: string): Uint8Array {
  try {
    if (typeof value === 'string') return Uint8Array.fromBase64(value);
  } catch {
    // Told below.
  }
  throw badRequest(`${field}: b64 must be a base64 text with its padding`);
}
