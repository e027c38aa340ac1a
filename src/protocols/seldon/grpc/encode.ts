import {
  asFloat64,
  isNumeric,
  type JsonObject,
  type JsonText,
  listToTensor,
  type Outcome,
  type Payload,
  parseJson,
  type Tensor,
  toSinglePayload,
} from '../../../payload/index.ts';
import { WireWriter, writeJsonMessage, writeValue } from '../../protobuf/index.ts';
import { writeTensorProto } from '../../tensor-proto/index.ts';
import { badAnswer } from '../bad-data.ts';
import { toAnswerError, unknownType } from '../format-payload.ts';
import { assertFewEmptyLists } from '../format-tensor.ts';
import { hasTfType } from '../format-tftensor.ts';
import { isEmptyMeta, type MetaOptions, mergeMeta } from '../meta.ts';
import { isObject } from '../read-message.ts';
import type { DataForm, SeldonRequest } from '../seldon-request.ts';
import { columnNames, defaultNames } from './column-names.ts';
import { encodeNumbers } from './encode-numbers.ts';
import { encodeRawMessage } from './encode-raw-message.ts';
import { SELDON_MESSAGES } from './messages.table.ts';
import type { SeldonCallMethod } from './services.table.ts';
import { writeElements } from './write-elements.ts';

export type EncodeGrpcOptions = MetaOptions;

type DataPayload = Exclude<Payload, { kind: 'message' }>;

const META = 2;
const DATA = 3;
const BIN_DATA = 4;
const STR_DATA = 5;
const JSON_DATA = 6;
const CUSTOM_DATA = 7;
const NO_META = new Uint8Array(0);

/**
 * The SeldonMessage that answers a request: numbers in the form in which the request had them, else as tensor; arrays of anything
 * else as ndarray. A raw hook's message goes out as it is. Throws INVALID_ARGUMENT for a value that no answer can hold, UNKNOWN for
 * a ragged list: both are the component's.
 */
export function encodeGrpc(
  method: SeldonCallMethod,
  request: SeldonRequest,
  outcome: Outcome,
  options: EncodeGrpcOptions,
): Uint8Array {
  const { payload } = outcome;
  if (payload.kind === 'message') return encodeRawMessage(payload, options.includeMetrics);
  const { reply } = request;
  const isEmpty = isEmptyMeta(reply, outcome, options);
  const meta = isEmpty
    ? NO_META
    : encodeMeta(mergeMeta(method.verb, reply, withNumbers(outcome), options) as JsonObject);
  return encodePayload(payload, reply.form, meta, outcome.names);
}

function encodePayload(payload: DataPayload, form: DataForm, meta: Uint8Array, names: Outcome['names']): Uint8Array {
  switch (payload.kind) {
    case 'tensor':
      return encodeTensor(payload.tensor, form, meta, names);
    case 'list':
      return encodeTensor(toArray(payload.json), form, meta, names);
    case 'json':
      return encodeJson(payload.json, form, meta, names);
    case 'tensors':
      return encodePayload(toSinglePayload(payload.tensors), form, meta, names);
    default: {
      const writer = new WireWriter();
      writeOther(writer, payload);
      return finish(writer, meta);
    }
  }
}

function writeOther(
  writer: WireWriter,
  payload: Exclude<DataPayload, { kind: 'tensor' | 'tensors' | 'list' | 'json' }>,
): void {
  switch (payload.kind) {
    case 'string':
      writer.string(STR_DATA, payload.value);
      return;
    case 'bytes':
      writer.bytes(BIN_DATA, payload.value);
      return;
    case 'any':
      if (payload.value.length > 0) writer.bytes(2, payload.value);
      if (payload.typeUrl !== '') writer.string(1, payload.typeUrl);
      writer.message(CUSTOM_DATA, 0);
  }
}

function encodeTensor(tensor: Tensor, form: DataForm, meta: Uint8Array, given: Outcome['names']): Uint8Array {
  const { shape, dtype } = tensor;
  assertFewEmptyLists(shape);
  const names = columnNames(shape, given);
  const isTf = form === 'tftensor' && hasTfType(tensor);
  if (!isTf && isNumeric(dtype)) {
    // A ListValue cannot hold a value without dimensions.
    const nested = form === 'ndarray' && shape.length > 0;
    return encodeNumbers({ meta, names, nested, shape, values: asFloat64(tensor) });
  }
  const writer = new WireWriter();
  if (isTf) {
    writeTensorProto(writer, tensor);
    writer.message(4, 0);
  } else {
    writeElements(writer, tensor);
    writer.message(3, 0);
  }
  const columns = names ?? defaultNames(shape);
  for (let i = columns.length - 1; i >= 0; i--) writer.string(1, columns[i]!);
  writer.message(DATA, 0);
  return finish(writer, meta);
}

/** An object is jsonData; other JSON is what a component returns of that kind. Numbers, truth values and null are no answer. */
function encodeJson(json: JsonText, form: DataForm, meta: Uint8Array, names: Outcome['names']): Uint8Array {
  const value = parseJson(json.utf8);
  if (Array.isArray(value)) return encodeTensor(toArray(json), form, meta, names);
  const writer = new WireWriter();
  if (typeof value === 'string') writer.string(STR_DATA, value);
  else if (isObject(value)) {
    writeValue(writer, value, 1, 'jsonData of the answer');
    writer.message(JSON_DATA, 0);
  } else throw unknownType(json);
  return finish(writer, meta);
}

function toArray(json: JsonText): Tensor {
  try {
    return listToTensor(json);
  } catch (thrown) {
    throw toAnswerError(thrown);
  }
}

/** Values of metrics are floats here: True, which Python counts as 1, and integers of any size are made numbers. */
function withNumbers(outcome: Outcome): Outcome {
  const { metrics } = outcome;
  if (metrics === undefined) return outcome;
  return { ...outcome, metrics: metrics.map((metric) => ({ ...metric, value: Number(metric.value) })) };
}

function encodeMeta(meta: JsonObject): Uint8Array {
  const writer = new WireWriter();
  try {
    writeJsonMessage(SELDON_MESSAGES, writer, 'seldon.protos.Meta', meta, 'meta of the answer');
  } catch (thrown) {
    throw badAnswer(thrown instanceof Error ? thrown.message : String(thrown));
  }
  return writer.finish();
}

function finish(writer: WireWriter, meta: Uint8Array): Uint8Array {
  writer.bytes(META, meta);
  return writer.finish();
}
