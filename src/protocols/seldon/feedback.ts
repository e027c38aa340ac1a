import { RadiantError } from '../../base/index.ts';
import {
  createTensor,
  formatJson,
  integersToFloats,
  type JsonObject,
  type JsonValue,
  listShape,
  type Payload,
  parseJson,
} from '../../payload/index.ts';
import { badData, missingJson } from './bad-data.ts';
import { seldonMessageFromJson } from './grpc/message-json.ts';
import { emptyArray } from './read-data.ts';
import { isObject } from './read-message.ts';
import { resolveShape } from './read-tensor.ts';
import { type DataForm, replyForm, type SeldonRequest } from './seldon-request.ts';
import { decodeTfTensor } from './tftensor.ts';

/**
 * Reads a Feedback {request, response, reward, truth} by the rules of protobuf's JSON: unknown fields, snake_case names and two kinds of
 * data at once are errors, null is not set, all numbers are floats. Features and truth are what stands under `data`,
 * an empty array for other kinds. `unitName` picks the branch out of `response.meta.routing`.
 */
export function decodeFeedback(body: Uint8Array, unitName: string | undefined): SeldonRequest {
  const given = parseJson(body);
  if (given === null) throw missingJson();
  if (!isObject(given)) {
    throw badData('Invalid JSON: Feedback must be an object with request, response, reward and truth');
  }
  const json = withPlainReward(given);
  assertFeedback(json);
  const { request, truth } = json;
  const features = readSide(request, 'request');
  const meta = isObject(request) && isObject(request.meta) ? request.meta : undefined;
  return {
    inputs: [{ payload: features.payload, names: features.names }],
    meta: undefined,
    feedback: {
      reward: readReward(json.reward),
      truth: isObject(truth) ? readSide(truth, 'truth').payload : undefined,
      routing: readRouting(json.response, unitName),
    },
    keepLists: true,
    reply: replyForm(true, features.form, meta),
  };
}

function assertFeedback(json: JsonObject): void {
  if (typeof json.reward === 'number' && !Number.isFinite(json.reward)) {
    throw badData(
      'Invalid JSON: Feedback.reward: must be a number, or one of the texts "NaN", "Infinity", "-Infinity"',
    );
  }
  try {
    seldonMessageFromJson('Feedback', withoutNullJson(json));
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    throw badData(`Invalid JSON: ${thrown.message}`, thrown);
  }
}

/** A jsonData of null is not set here, and no second kind of data; where it may be a value protobuf takes it for one. */
function withoutNullJson(json: JsonObject): JsonObject {
  const entries = Object.entries(json).map(([key, message]): [string, JsonValue] => {
    if (!isObject(message) || message.jsonData !== null) return [key, message];
    return [key, Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'jsonData'))];
  });
  return Object.fromEntries(entries);
}

/** Python's float() reads the reward: true is 1, and a number may be a text such as `.5` or `+1`. */
function withPlainReward(json: JsonObject): JsonObject {
  const { reward } = json;
  const isNumber =
    typeof reward === 'boolean' ||
    (typeof reward === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(reward));
  return isNumber ? { ...json, reward: Number(reward) } : json;
}

function readReward(reward: JsonValue | undefined): number {
  return Math.fround(Number(reward ?? 0));
}

function readRouting(response: JsonValue | undefined, unitName = '0'): number | undefined {
  const meta = isObject(response) ? response.meta : undefined;
  const routing = isObject(meta) ? meta.routing : undefined;
  if (!isObject(routing) || !Object.hasOwn(routing, unitName)) return undefined;
  return Number(routing[unitName]);
}

interface Side {
  readonly payload: Payload;
  readonly names: JsonValue;
  readonly form: DataForm;
}

/** The array of one message of a feedback. */
function readSide(message: JsonValue | undefined, field: string): Side {
  const data = isObject(message) ? message.data : undefined;
  if (!isObject(data)) return { payload: emptyArray(), names: [], form: 'none' };
  const names = data.names ?? [];
  if (isObject(data.tensor)) return { payload: readTensor(data.tensor, `${field}.data.tensor`), names, form: 'tensor' };
  if (isObject(data.tftensor)) {
    const tensor = decodeTfTensor(data.tftensor, `${field}.data.tftensor`);
    return { payload: { kind: 'tensor', tensor }, names, form: 'tftensor' };
  }
  const payload = Array.isArray(data.ndarray) ? readNdarray(data.ndarray, `${field}.data.ndarray`) : emptyArray();
  return { payload, names, form: 'ndarray' };
}

function readTensor(tensor: JsonObject, field: string): Payload {
  const values = Float64Array.from((tensor.values ?? []) as readonly JsonValue[], Number);
  const given = (tensor.shape ?? []) as readonly JsonValue[];
  const shape = resolveShape(given.map(Number), values.length, field);
  return { kind: 'tensor', tensor: createTensor('float64', shape, values) };
}

function readNdarray(ndarray: readonly JsonValue[], field: string): Payload {
  const utf8 = new TextEncoder().encode(formatJson(ndarray));
  const floats = { utf8: new TextEncoder().encode(integersToFloats({ utf8, lenient: false })), lenient: false };
  const shape = listShape(floats, field);
  const values: number[] = [];
  if (!collectNumbers(ndarray, values)) return { kind: 'list', json: floats };
  return { kind: 'tensor', tensor: createTensor('float64', shape, Float64Array.from(values)) };
}

/** False when something is no number. */
function collectNumbers(list: readonly JsonValue[], values: number[]): boolean {
  for (const item of list) {
    if (Array.isArray(item)) {
      if (!collectNumbers(item as readonly JsonValue[], values)) return false;
    } else if (typeof item === 'number' || typeof item === 'bigint') {
      values.push(Number(item));
    } else {
      return false;
    }
  }
  return true;
}
