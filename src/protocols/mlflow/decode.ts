import { RadiantError } from '../../base/errors.ts';
import {
  createJsonCursor,
  eachKey,
  expectEnd,
  type JsonObject,
  type JsonText,
  parseJson,
  peekByte,
  skipRange,
  skipValue,
} from '../../payload/index.ts';
import {
  badBody,
  decodeCsv,
  listItems,
  objectMembers,
  type PlainBody,
  readColumn,
  readRecords,
} from '../plain/index.ts';
import type { MlflowRequest } from './mlflow-request.ts';
import { readSplit } from './read-split.ts';

const FORMS = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;

type Form = (typeof FORMS)[number];

/**
 * Reads the body of POST /invocations: JSON with one of `dataframe_split`, `dataframe_records`, `instances` and `inputs`, and optional
 * `params`; or CSV with a row of names. Throws INVALID_ARGUMENT naming the field; with HTTP status 415 for other media types.
 */
export function decodeInvocations(contentType: string | undefined, body: Uint8Array): MlflowRequest {
  const mimeType = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (mimeType === 'text/csv') return { ...decodeCsv(body, true), params: undefined };
  if (mimeType === 'application/json') return decodeJson(body);
  throw new RadiantError(
    'INVALID_ARGUMENT',
    `Content-Type ${JSON.stringify(mimeType.slice(0, 60))} is not taken here: use application/json or text/csv`,
    { reason: 'UNSUPPORTED_MEDIA_TYPE', httpStatus: 415 },
  );
}

function decodeJson(body: Uint8Array): MlflowRequest {
  const cursor = createJsonCursor(body);
  if (peekByte(cursor) !== 0x7b) {
    // What is no JSON at all is told as such.
    skipValue(cursor);
    throw badBody(`the request must be an object with one of ${FORMS.join(', ')}`);
  }
  const given = new Map<Form, JsonText>();
  let params: JsonText | undefined;
  eachKey(cursor, (key) => {
    if (isForm(key)) given.set(key, skipRange(cursor));
    else if (key === 'params') params = skipRange(cursor);
    else skipValue(cursor, 1);
  });
  expectEnd(cursor);
  const [first, ...others] = given;
  if (first === undefined || others.length > 0) {
    const found = first === undefined ? 'none' : [...given.keys()].join(' and ');
    throw badBody(`the request must have exactly one of ${FORMS.join(', ')}, but it has ${found}`);
  }
  return { ...readForm(...first), params: readParams(params) };
}

function isForm(key: string): key is Form {
  return (FORMS as readonly string[]).includes(key);
}

function readForm(form: Form, json: JsonText): PlainBody {
  switch (form) {
    case 'dataframe_split':
      return readSplit(json);
    case 'dataframe_records': {
      const items = listItems(json);
      if (items === undefined) throw badBody('dataframe_records must be a list of objects, one a row');
      if (items.length === 0) throw badBody('dataframe_records is empty: it needs one object a row');
      return readRecords(items, form);
    }
    case 'instances':
      return readInstances(json);
    case 'inputs':
      return readInputs(json);
  }
}

function readInstances(json: JsonText): PlainBody {
  const items = listItems(json);
  if (items === undefined) throw badBody('instances must be a list with one entry a row');
  const isRecords = items[0] !== undefined && objectMembers(items[0]) !== undefined;
  return isRecords ? readRecords(items, 'instances') : readArray(json, 'instances');
}

function readInputs(json: JsonText): PlainBody {
  const members = objectMembers(json);
  if (members === undefined) return readArray(json, 'inputs');
  const tensors = Array.from(members, ([name, value]) => ({
    name,
    tensor: readColumn(value, `inputs: ${JSON.stringify(name.slice(0, 100))}`),
  }));
  if (tensors.length === 0) throw badBody('inputs is empty');
  return { tensors, isTable: tensors.every(({ tensor }) => tensor.shape.length === 1), hasNames: true };
}

function readArray(json: JsonText, field: string): PlainBody {
  return { tensors: [{ name: '', tensor: readColumn(json, field) }], isTable: false, hasNames: false };
}

function readParams(json: JsonText | undefined): JsonObject | undefined {
  const params = json === undefined ? null : parseJson(json.utf8);
  if (params === null) return undefined;
  if (typeof params !== 'object' || Array.isArray(params)) throw badBody('params must be an object');
  return params as JsonObject;
}
