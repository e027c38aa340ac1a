import { jsonToUtf8, validateJson } from '../../payload/index.ts';
import { badData, missingJson, toBadData } from './bad-data.ts';
import { readMultipart } from './multipart.ts';

const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Finds the JSON of a request and gives it as UTF-8: a multipart form is put together to one object, else it is the form field `json`,
 * else the query parameter `json`, else the body if the content type is JSON. What comes straight from a body is not
 * checked yet: whoever decodes it does. `query` is the raw query string, with or without its question mark.
 * Throws INVALID_ARGUMENT when there is none, or when a field is no JSON.
 */
export function readMessageBody(contentType: string | undefined, query: string, body: Uint8Array): Uint8Array {
  const isPlainJson = contentType === 'application/json';
  if (!isPlainJson && contentType !== undefined && contentType.toLowerCase().includes('multipart/form-data')) {
    return readMultipart(contentType, body);
  }
  const mimeType = isPlainJson ? contentType : mimeTypeOf(contentType);
  if (mimeType === FORM_TYPE) {
    const field = findJson(decodeText(body));
    if (field !== undefined) return checkedJson(field, 'form field json');
  }
  if (query.length > 1) {
    const parameter = findJson(query);
    if (parameter !== undefined) return checkedJson(parameter, 'query parameter json');
  }
  if (!isJsonType(mimeType) || body.length === 0) throw missingJson();
  try {
    return jsonToUtf8(body);
  } catch (thrown) {
    throw toBadData(thrown);
  }
}

/** The content type in lower case, without its parameters and without what else a list of types holds. */
function mimeTypeOf(contentType: string | undefined): string {
  return /^\s*([^;,\s]+)/.exec(contentType ?? '')?.[1]?.toLowerCase() ?? '';
}

function isJsonType(mimeType: string): boolean {
  return mimeType === 'application/json' || (mimeType.startsWith('application/') && mimeType.endsWith('+json'));
}

/** The first `json` of a form or query; an empty one counts as none. */
function findJson(form: string): string | undefined {
  if (!form.includes('json')) return undefined;
  return new URLSearchParams(form).get('json') || undefined;
}

function decodeText(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** Checks a JSON text from a form or a query. `field` names it in the error. */
export function checkedJson(text: string, field: string): Uint8Array {
  const utf8 = new TextEncoder().encode(text);
  try {
    validateJson(utf8);
  } catch (thrown) {
    throw badData(`${field}: ${(thrown as Error).message}`, thrown);
  }
  return utf8;
}
