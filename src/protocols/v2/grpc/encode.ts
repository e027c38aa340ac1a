import { Buffer } from 'node:buffer';
import { formatJson, type JsonObject, type JsonValue, type NamedTensor, type Tensor } from '../../../payload/index.ts';
import { WireWriter } from '../../protobuf/index.ts';
import { encodeBinary } from '../binary-values.ts';
import { DATATYPE_OF } from '../datatypes.table.ts';
import type { ModelMetadata, TensorMetadata } from '../metadata.ts';
import type { V2GrpcRequest } from './decode.ts';
import { writeParameters } from './parameters.ts';

/** The ModelInferResponse to a request: raw when the request was. */
export function encodeInferGrpc(
  request: V2GrpcRequest,
  model: string,
  version: string,
  outputs: readonly NamedTensor[],
  parameters: JsonObject | undefined,
): Uint8Array {
  const writer = new WireWriter();
  const isRaw = request.binaryOutputs;
  if (isRaw) for (let i = outputs.length - 1; i >= 0; i--) writer.bytes(6, encodeBinary(outputs[i]!));
  for (let i = outputs.length - 1; i >= 0; i--) {
    const mark = writer.size;
    writeOutput(writer, outputs[i]!, isRaw);
    writer.message(5, mark);
  }
  if (parameters !== undefined) writeParameters(writer, 4, parameters);
  if (request.id !== '') writer.string(3, request.id);
  if (version !== '') writer.string(2, version);
  writer.string(1, model);
  return writer.finish();
}

export function encodeModelMetadataGrpc(metadata: ModelMetadata): Uint8Array {
  const writer = new WireWriter();
  writeParameters(writer, 6, metadata.parameters);
  for (const output of metadata.outputs.toReversed()) writeTensorMetadata(writer, 5, output);
  for (const input of metadata.inputs.toReversed()) writeTensorMetadata(writer, 4, input);
  if (metadata.platform !== '') writer.string(3, metadata.platform);
  for (const version of metadata.versions.toReversed()) writer.string(2, version);
  writer.string(1, metadata.name);
  return writer.finish();
}

/** ServerMetadataResponse. */
export function encodeServerMetadataGrpc(metadata: JsonObject): Uint8Array {
  const writer = new WireWriter();
  for (const extension of (metadata.extensions as readonly string[]).toReversed()) writer.string(3, extension);
  writer.string(2, String(metadata.version));
  writer.string(1, String(metadata.name));
  return writer.finish();
}

/** ServerLiveResponse, ServerReadyResponse and ModelReadyResponse: one truth value, which is left out when it is false. */
export function encodeFlagGrpc(flag: boolean): Uint8Array {
  const writer = new WireWriter(8);
  if (flag) writer.bool(1, true);
  return writer.finish();
}

export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly reason: string;
}

/** RepositoryIndexResponse. */
export function encodeIndexGrpc(entries: readonly IndexEntry[]): Uint8Array {
  const writer = new WireWriter();
  for (const { name, version, state, reason } of entries.toReversed()) {
    const mark = writer.size;
    if (reason !== '') writer.string(4, reason);
    writer.string(3, state);
    if (version !== '') writer.string(2, version);
    writer.string(1, name);
    writer.message(1, mark);
  }
  return writer.finish();
}

function writeTensorMetadata(
  writer: WireWriter,
  field: number,
  { name, datatype, shape, parameters }: TensorMetadata,
): void {
  const mark = writer.size;
  if (parameters !== undefined) writeParameters(writer, 4, parameters);
  writeShape(writer, shape);
  writer.string(2, datatype);
  writer.string(1, name);
  writer.message(field, mark);
}

function writeShape(writer: WireWriter, shape: readonly number[]): void {
  const mark = writer.size;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]!;
    if (size >= 0) writer.rawInt32(size);
    else writer.rawInt64(BigInt(size));
  }
  if (shape.length > 0) writer.message(3, mark);
}

function writeOutput(writer: WireWriter, output: NamedTensor, isRaw: boolean): void {
  const { name, tensor, contentType, parameters } = output;
  const mark = writer.size;
  if (!isRaw) writeContents(writer, tensor);
  writer.message(5, mark);
  if (parameters !== undefined) writeParameters(writer, 4, withoutContentType(parameters, contentType));
  if (contentType !== undefined) writeParameters(writer, 4, { content_type: contentType });
  writeShape(writer, tensor.shape);
  writer.string(2, DATATYPE_OF[tensor.dtype]);
  writer.string(1, name);
}

function withoutContentType(parameters: JsonObject, contentType: string | undefined): JsonObject {
  if (contentType === undefined) return parameters;
  const { content_type: _, ...others } = parameters;
  return others;
}

/** The elements, in the field of their datatype, last first. */
function writeContents(writer: WireWriter, tensor: Tensor): void {
  const mark = writer.size;
  const { data } = tensor;
  if (data.length === 0) return;
  switch (tensor.dtype) {
    case 'float64':
    case 'float32':
      writer.raw(viewBytes(tensor.data));
      writer.message(tensor.dtype === 'float64' ? 7 : 6, mark);
      return;
    case 'float16':
      writer.bytes(8, viewBytes(tensor.data));
      return;
    case 'int64':
    case 'uint64':
      for (let i = data.length - 1; i >= 0; i--) writer.rawInt64(tensor.data[i]!);
      writer.message(tensor.dtype === 'int64' ? 3 : 5, mark);
      return;
    case 'string':
      for (let i = data.length - 1; i >= 0; i--) writer.string(8, tensor.data[i]!);
      return;
    case 'bytes':
      for (let i = data.length - 1; i >= 0; i--) writer.bytes(8, tensor.data[i]!);
      return;
    case 'json':
      for (let i = data.length - 1; i >= 0; i--) {
        writer.bytes(8, Buffer.from(formatJson((tensor.data[i] ?? null) as JsonValue)));
      }
      return;
    default:
      for (let i = data.length - 1; i >= 0; i--) writer.rawInt32(tensor.data[i]!);
      writer.message(FIELD_OF[tensor.dtype], mark);
  }
}

const FIELD_OF = { bool: 1, int16: 2, int32: 2, int8: 2, uint16: 4, uint32: 4, uint8: 4 } as const;

function viewBytes(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
