import { Buffer } from 'node:buffer';
import { createTensor, type JsonObject, type JsonValue, type NamedTensor, parseJson } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';

/** Contents that are JSON in a text. */
const JSON_TYPES: ReadonlySet<string> = new Set(['hg_json', 'hg_jsonlist', 'pd_json']);

/** The content type among parameters; undefined when there is none. */
export function contentTypeOf(parameters: JsonObject | undefined): string | undefined {
  const type = parameters?.content_type;
  return typeof type === 'string' ? type : undefined;
}

/**
 * A tensor of BYTES as its content type means it: base64 as bytes (what is no base64 stays as it is, as bytes), JSON as its values. Others
 * keep their texts and carry the type along; one that the input has already wins.
 */
export function applyContentType(input: NamedTensor, contentType: string | undefined): NamedTensor {
  if (contentType === undefined || input.contentType !== undefined) return input;
  const { tensor, name } = input;
  if (tensor.dtype !== 'string') return { ...input, contentType };
  if (contentType === 'base64') {
    return { ...input, contentType, tensor: createTensor('bytes', tensor.shape, tensor.data.map(fromBase64)) };
  }
  if (JSON_TYPES.has(contentType)) {
    const values = tensor.data.map((text, i) => fromJson(text, i, name));
    return { ...input, contentType, tensor: createTensor('json', tensor.shape, values) };
  }
  return { ...input, contentType };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function fromBase64(text: string): Uint8Array {
  const isValid = text.length % 4 === 0 && BASE64.test(text);
  return isValid ? Buffer.from(text, 'base64') : Buffer.from(text);
}

function fromJson(text: string, index: number, name: string): JsonValue {
  try {
    return parseJson(Buffer.from(text));
  } catch (cause) {
    throw badRequest(`input ${name}: text ${index} is no JSON, which its content type says`, cause);
  }
}
