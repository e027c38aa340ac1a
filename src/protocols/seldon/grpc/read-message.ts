import type { JsonObject, Payload, Tensor } from '../../../payload/index.ts';
import { messageToJson, WIRE, type WireReader } from '../../protobuf/index.ts';
import { readTensorProto } from '../../tensor-proto/index.ts';
import { badData } from '../bad-data.ts';
import { emptyArray } from '../read-data.ts';
import type { DataForm } from '../seldon-request.ts';
import { SELDON_MESSAGES } from './messages.table.ts';
import { readJson, readNdarray } from './read-list.ts';
import { readTensor } from './read-tensor.ts';
import { Span } from './span.ts';

/** A SeldonMessage as it was read. */
export interface ReadMessage {
  readonly meta: JsonObject | undefined;
  /** Undefined when the message has no data of any kind. */
  readonly payload: Payload | undefined;
  readonly names: readonly string[];
  readonly form: DataForm;
}

const META = 2;
const DATA = 3;
const BIN_DATA = 4;
const STR_DATA = 5;
const JSON_DATA = 6;
const CUSTOM_DATA = 7;

/** Reads the rest of the reader as a SeldonMessage. Throws INVALID_ARGUMENT for bytes that are none, naming what broke. */
export function readSeldonMessage(reader: WireReader): ReadMessage {
  const meta = new Span();
  const data = new Span();
  let kind = 0;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    const field = tag >>> 3;
    if ((tag & 7) !== WIRE.bytes || field < META || field > CUSTOM_DATA) reader.skip(tag);
    else if (field === META) meta.add(reader);
    else {
      // Only one kind of data may be there: the last one wins, and equal ones are merged.
      if (field !== kind || field === BIN_DATA || field === STR_DATA) data.clear();
      kind = field;
      data.add(reader);
    }
  }
  const { end: outer, where } = reader;
  const metaJson = meta.isSet ? readMeta(meta.open(reader, 'meta')) : undefined;
  const read = readData(kind, data, reader, metaJson);
  reader.end = outer;
  reader.position = outer;
  reader.where = where;
  return read;
}

function readMeta(reader: WireReader): JsonObject {
  return messageToJson(SELDON_MESSAGES, 'seldon.protos.Meta', reader.bytes.subarray(reader.position, reader.end));
}

function readData(kind: number, data: Span, outer: WireReader, meta: JsonObject | undefined): ReadMessage {
  switch (kind) {
    case DATA:
      return readDefaultData(data.open(outer, 'data'), meta);
    case BIN_DATA: {
      const reader = data.open(outer, 'binData');
      return withoutArray(meta, { kind: 'bytes', value: reader.bytes.subarray(reader.position, reader.end) });
    }
    case STR_DATA:
      return withoutArray(meta, { kind: 'string', value: data.open(outer, 'strData').text() });
    case JSON_DATA:
      return withoutArray(meta, { kind: 'json', json: readJson(data.open(outer, 'jsonData')) });
    case CUSTOM_DATA:
      return withoutArray(meta, readAny(data.open(outer, 'customData')));
    default:
      return withoutArray(meta, undefined);
  }
}

function withoutArray(meta: JsonObject | undefined, payload: Payload | undefined): ReadMessage {
  return { meta, payload, names: [], form: 'none' };
}

function readDefaultData(reader: WireReader, meta: JsonObject | undefined): ReadMessage {
  const names: string[] = [];
  const array = new Span();
  let form = 0;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    const field = tag >>> 3;
    if ((tag & 7) !== WIRE.bytes || field > 4) reader.skip(tag);
    else if (field === 1) names.push(reader.string());
    else {
      if (field !== form) array.clear();
      form = field;
      array.add(reader);
    }
  }
  switch (form) {
    case 2:
      return { meta, payload: ofTensor(readTensor(array.open(reader, 'data.tensor'))), names, form: 'tensor' };
    case 3:
      return { meta, payload: readNdarray(array.open(reader, 'data.ndarray')), names, form: 'ndarray' };
    case 4:
      return { meta, payload: ofTensor(readTensorProto(array.open(reader, 'data.tftensor'))), names, form: 'tftensor' };
    default:
      return { meta, payload: emptyArray(), names, form: 'ndarray' };
  }
}

function ofTensor(tensor: Tensor): Payload {
  return { kind: 'tensor', tensor };
}

function readAny(reader: WireReader): Payload {
  let typeUrl = '';
  let value: Uint8Array = new Uint8Array(0);
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) typeUrl = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) value = reader.bytesField();
    else reader.skip(tag);
  }
  return { kind: 'any', typeUrl, value };
}

/** The payload of a message that must have one. */
export function payloadOf(message: ReadMessage, where: string): Payload {
  if (message.payload !== undefined) return message.payload;
  throw badData(
    `${where} has no data: set data (tensor, ndarray or tftensor), jsonData, strData, binData or customData`,
  );
}
