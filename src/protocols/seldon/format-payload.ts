import { RadiantError } from '../../base/index.ts';
import {
  formatJson,
  formatJsonText,
  integersToFloats,
  isNumeric,
  type JsonText,
  type JsonValue,
  listShape,
  listToTensor,
  type Outcome,
  type Payload,
  type Tensor,
  toSinglePayload,
  type Verb,
} from '../../payload/index.ts';
import { badAnswer, badData } from './bad-data.ts';
import { formatFlat, formatNested, type NumberStyle } from './format-tensor.ts';
import { formatTfTensor, hasTfType } from './format-tftensor.ts';
import type { DataForm } from './seldon-request.ts';

type DataPayload = Exclude<Payload, { kind: 'message' }>;

const LISTS: NumberStyle = { asFloats: false, asTexts: false };
const VALUES: NumberStyle = { asFloats: false, asTexts: true };
const FEEDBACK_LISTS: NumberStyle = { asFloats: true, asTexts: false };
const FEEDBACK_VALUES: NumberStyle = { asFloats: true, asTexts: true };
const MOST_SHOWN = 60;

interface Formatted {
  readonly text: string;
  /** True when it certainly has no character outside of ASCII. */
  readonly isAscii: boolean;
}

/** The member of a SeldonMessage that holds a payload: `"data":{...}`, `"strData":"..."` and so on. */
export function formatPayload(verb: Verb, form: DataForm, payload: DataPayload, names: Outcome['names']): Formatted {
  const isFeedback = verb === 'sendFeedback';
  switch (payload.kind) {
    case 'tensor':
      return formatTensor(payload.tensor, form, names, isFeedback);
    case 'list':
      return formatList(payload.json, payload.shape, form, names, isFeedback);
    case 'string':
      return maybeText(`"strData":${JSON.stringify(payload.value)}`);
    case 'bytes':
      return { text: `"binData":"${toBase64(payload.value)}"`, isAscii: true };
    case 'json':
      return formatJsonPayload(payload.json, form, names, isFeedback);
    case 'any':
      return maybeText(`"customData":${formatAny(payload.typeUrl, payload.value)}`);
    case 'tensors':
      return formatPayload(verb, form, toSinglePayload(payload.tensors), names);
  }
}

/** A payload without a message around it. */
export function formatPlainPayload(payload: DataPayload): string {
  switch (payload.kind) {
    case 'tensor':
      return formatNested(payload.tensor, LISTS);
    case 'list':
    case 'json':
      return formatJsonText(payload.json);
    case 'string':
      return JSON.stringify(payload.value);
    case 'bytes':
      return `"${toBase64(payload.value)}"`;
    case 'any':
      return formatAny(payload.typeUrl, payload.value);
    case 'tensors':
      return formatPlainPayload(toSinglePayload(payload.tensors));
  }
}

/** Numbers come back in the form of the request, as `tensor` when it had no `data`; all else as `ndarray`. */
function formatTensor(tensor: Tensor, form: DataForm, names: Outcome['names'], isFeedback: boolean): Formatted {
  const { shape, dtype } = tensor;
  const columns = formatNames(shape, names, isFeedback);
  const isAscii = isNumeric(dtype) && names === undefined;
  if (form === 'tftensor' && hasTfType(tensor)) {
    return { text: `"data":{${columns}"tftensor":${formatTfTensor(tensor)}}`, isAscii };
  }
  if (form === 'ndarray' || !isNumeric(dtype)) {
    const lists = formatNested(tensor, isFeedback ? FEEDBACK_LISTS : LISTS);
    return { text: `"data":{${columns}"ndarray":${lists}}`, isAscii };
  }
  const values = formatFlat(tensor, isFeedback ? FEEDBACK_VALUES : VALUES);
  // Protobuf's JSON leaves empty lists out.
  const members = [
    ...(isFeedback && shape.length === 0 ? [] : [`"shape":[${shape.join(',')}]`]),
    ...(isFeedback && values === '' ? [] : [`"values":[${values}]`]),
  ];
  return { text: `"data":{${columns}"tensor":{${members.join(',')}}}`, isAscii };
}

/** A list keeps the types of its elements in `ndarray`; in the other forms, and for feedback, it becomes one array first. */
function formatList(
  json: JsonText,
  knownShape: readonly number[] | undefined,
  form: DataForm,
  names: Outcome['names'],
  isFeedback: boolean,
): Formatted {
  try {
    if (isFeedback || form !== 'ndarray') {
      const tensor = listToTensor(json);
      if (isFeedback || isNumeric(tensor.dtype)) return formatTensor(tensor, form, names, isFeedback);
    }
    const columns = formatNames(knownShape ?? listShape(json), names, isFeedback);
    return maybeText(`"data":{${columns}"ndarray":${formatJsonText(json)}}`);
  } catch (thrown) {
    throw toAnswerError(thrown);
  }
}

/** An object is `jsonData`; other JSON is what a component returns of that kind. Numbers, truth values and null are no answer. */
function formatJsonPayload(json: JsonText, form: DataForm, names: Outcome['names'], isFeedback: boolean): Formatted {
  switch (firstByte(json.utf8)) {
    case 0x7b:
      return maybeText(`"jsonData":${isFeedback ? integersToFloats(json) : formatJsonText(json)}`);
    case 0x5b:
      return formatList(json, undefined, form, names, isFeedback);
    case 0x22:
      return maybeText(`"strData":${formatJsonText(json)}`);
    default:
      throw unknownType(json);
  }
}

/** `"names":[...],` of an answer: class names, or t:0, t:1, ... for as many as the second dimension has. */
function formatNames(shape: readonly number[], names: JsonValue | undefined, isFeedback: boolean): string {
  const columns = shape.length < 2 ? [] : names;
  if (columns !== undefined) {
    const isEmpty = Array.isArray(columns) && columns.length === 0;
    return isEmpty && isFeedback ? '' : `"names":${isEmpty ? '[]' : formatJson(columns)},`;
  }
  const count = shape[1] as number;
  if (count === 0) return isFeedback ? '' : '"names":[],';
  let text = '"names":["t:0"';
  for (let i = 1; i < count; i++) text += `,"t:${i}"`;
  return `${text}],`;
}

function formatAny(typeUrl: string, value: Uint8Array): string {
  return `{"@type":${JSON.stringify(typeUrl)},"value":"${toBase64(value)}"}`;
}

function maybeText(text: string): Formatted {
  return { text, isAscii: false };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The first byte that is no white space. */
function firstByte(utf8: Uint8Array): number {
  let pos = 0;
  while (pos < utf8.length && (utf8[pos] as number) <= 0x20) pos++;
  return utf8[pos] ?? -1;
}

export function unknownType(json: JsonText): RadiantError {
  const text = formatJsonText(json).trim();
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
  const value = text === 'null' ? 'None (was `return` forgotten?)' : shown;
  return badData(`Unknown data type returned as payload (must be list or np array):${value}`);
}

export function toAnswerError(thrown: unknown): unknown {
  if (!(thrown instanceof RadiantError) || thrown.reason !== 'BAD_SHAPE') return thrown;
  // More dimensions than an array can have are told as any other value that is no array.
  if (thrown.message.includes('dimensions')) {
    return badData(`Unknown data type returned as payload (must be list or np array): ${thrown.message}`, thrown);
  }
  return badAnswer(`the answer is no array: ${thrown.message}`);
}
