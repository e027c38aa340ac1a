import { ERROR_CODES } from '../../../base/index.ts';
import { WIRE, WireReader, WireWriter } from '../../protobuf/index.ts';
import { tensorProtoType } from '../../tensor-proto/index.ts';
import { badRequest } from '../bad-request.ts';
import { type ModelNames, PREDICT_METHOD, type VersionState, type VersionStatus } from '../describe-model.ts';
import type { Signature, TensorInfo } from '../signature.ts';
import { type ModelSpec, NO_SPEC, readModelSpec, versionNumber, writeModelSpec } from './model-spec.ts';

const SIGNATURE_DEF = 'signature_def';
const MAP_TYPE = 'type.googleapis.com/tensorflow.serving.SignatureDefMap';
const STATE_NUMBER: Readonly<Record<VersionState, number>> = {
  START: 10,
  LOADING: 20,
  AVAILABLE: 30,
  UNLOADING: 40,
  END: 50,
};

/** Reads a GetModelStatusRequest. */
export function decodeStatusRequest(message: Uint8Array): ModelSpec {
  return readRequest(new WireReader(message, 'GetModelStatusRequest'), () => {});
}

/** Reads a GetModelMetadataRequest. Throws INVALID_ARGUMENT when it does not ask for `signature_def`, the only field that there is. */
export function decodeMetadataRequest(message: Uint8Array): ModelSpec {
  const fields: string[] = [];
  const model = readRequest(new WireReader(message, 'GetModelMetadataRequest'), (field) => fields.push(field));
  const unknown = fields.find((field) => field !== SIGNATURE_DEF);
  if (unknown === undefined && fields.length > 0) return model;
  const found = unknown === undefined ? 'is empty' : `has ${JSON.stringify(unknown.slice(0, 100))}`;
  throw badRequest(`GetModelMetadataRequest: metadata_field ${found}: ask for ${SIGNATURE_DEF}`);
}

function readRequest(reader: WireReader, onText: (text: string) => void): ModelSpec {
  let model = NO_SPEC;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) model = readModelSpec(reader);
    else if (tag === ((2 << 3) | WIRE.bytes)) onText(reader.string());
    else reader.skip(tag);
  }
  return model;
}

/** A GetModelStatusResponse. */
export function encodeStatusGrpc(versions: readonly VersionStatus[]): Uint8Array {
  const writer = new WireWriter();
  for (let i = versions.length - 1; i >= 0; i--) {
    const { version, state, message } = versions[i]!;
    const mark = writer.size;
    const status = writer.size;
    if (message !== '') {
      writer.string(2, message);
      writer.int32(1, ERROR_CODES.UNAVAILABLE.grpc);
    }
    writer.message(3, status);
    writer.int32(2, STATE_NUMBER[state]);
    writer.int64(1, versionNumber(version) ?? 0n);
    writer.message(1, mark);
  }
  return writer.finish();
}

/** A GetModelMetadataResponse: the signatures by name, all alike. */
export function encodeMetadataGrpc(model: ModelNames, names: readonly string[], signature: Signature): Uint8Array {
  const writer = new WireWriter();
  const entry = writer.size;
  const any = writer.size;
  writer.bytes(2, encodeSignatures(names, signature));
  writer.string(1, MAP_TYPE);
  writer.message(2, any);
  writer.string(1, SIGNATURE_DEF);
  writer.message(2, entry);
  writeModelSpec(writer, 1, { ...model, signatureName: undefined });
  return writer.finish();
}

function encodeSignatures(names: readonly string[], { inputs, outputs }: Signature): Uint8Array {
  const writer = new WireWriter();
  for (let i = names.length - 1; i >= 0; i--) {
    const entry = writer.size;
    const value = writer.size;
    writer.string(3, PREDICT_METHOD);
    for (let o = outputs.length - 1; o >= 0; o--) writeInfo(writer, 2, outputs[o]!);
    for (let n = inputs.length - 1; n >= 0; n--) writeInfo(writer, 1, inputs[n]!);
    writer.message(2, value);
    writer.string(1, names[i]!);
    writer.message(1, entry);
  }
  return writer.finish();
}

/** An entry of a map of TensorInfo. */
function writeInfo(writer: WireWriter, field: number, { name, dtype, shape }: TensorInfo): void {
  const entry = writer.size;
  const value = writer.size;
  const shapeMark = writer.size;
  if (shape === undefined) writer.bool(3, true);
  for (let i = (shape?.length ?? 0) - 1; i >= 0; i--) {
    const dim = writer.size;
    writer.int64(1, BigInt(Math.trunc(shape![i]!) || 0));
    writer.message(2, dim);
  }
  writer.message(3, shapeMark);
  writer.int32(2, tensorProtoType(dtype, 'dtype').number);
  writer.string(1, `${name}:0`);
  writer.message(2, value);
  writer.string(1, name);
  writer.message(field, entry);
}
