import { Buffer } from 'node:buffer';
import { createTensor, type JsonObject, type JsonValue, type NamedTensor, parseJson } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';

/** Contents that are JSON in a text. */
const JSON_TYPES: ReadonlySet<string> = new Set(['hg_json', 'hg_jsonlist', 'pd_json']);

/** Content types that only texts can have. */
const TEXT_TYPES: ReadonlySet<string> = new Set(['base64', 'datetime']);
/** Dates, and times behind them, in the extended and the basic form of ISO 8601; any character may stand between. */
const ISO_DATE =
  /^\d{4}(?:-?\d\d-?\d\d|-?W\d\d(?:-?[1-7])?)(?:.\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?)?)?$/s;

/** The content type among parameters; undefined when there is none. */
export function contentTypeOf(parameters: JsonObject | undefined): string | undefined {
  const type = parameters?.content_type;
  return typeof type === 'string' ? type : undefined;
}

/**
 * A tensor of BYTES as its content type means it: base64 as bytes (what is no base64 stays as it is, as bytes), JSON as its values. Others
 * keep their texts and carry the type along; one that the input has already wins. `isOwn` is false for the content type of a whole request,
 * which need not be meant for every input. Throws INVALID_ARGUMENT naming the text that is not what the type says.
 */
export function applyContentType(input: NamedTensor, contentType: string | undefined, isOwn = true): NamedTensor {
  if (contentType === undefined || input.contentType !== undefined) return input;
  const { tensor, name } = input;
  if (tensor.dtype !== 'string') {
    if (isOwn && tensor.dtype !== 'bytes' && TEXT_TYPES.has(contentType))
      throw badRequest(`input ${name} has the content type ${contentType}, which is for the datatype BYTES`);
    return { ...input, contentType };
  }
  if (contentType === 'base64') {
    return { ...input, contentType, tensor: createTensor('bytes', tensor.shape, tensor.data.map(fromBase64)) };
  }
  if (JSON_TYPES.has(contentType)) {
    const values = tensor.data.map((text, i) => fromJson(text, i, name));
    return { ...input, contentType, tensor: createTensor('json', tensor.shape, values) };
  }
  if (isOwn && contentType === 'datetime') {
    const wrong = tensor.data.findIndex((text) => !ISO_DATE.test(text));
    if (wrong !== -1) throw badRequest(`input ${name}: text ${wrong} is no ISO date, which its content type says`);
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
