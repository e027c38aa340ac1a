import type { JsonObject, JsonValue, NamedTensor } from '../../../payload/index.ts';
import { WIRE, WireReader } from '../../protobuf/index.ts';
import { badRequest } from '../bad-request.ts';
import { decodeBinary } from '../binary-values.ts';
import { applyContentType, contentTypeOf } from '../content-type.ts';
import { DATATYPES, datatypeEntry } from '../datatypes.table.ts';
import type { RequestedOutput, V2Request } from '../v2-request.ts';
import { readParameter } from './parameters.ts';
import { type Contents, readContents, toTensor } from './read-contents.ts';

/** A ModelInferRequest. An id that is left out is the empty one, as in proto3. */
export interface V2GrpcRequest extends V2Request {
  readonly model: string;
  readonly version: string;
  readonly id: string;
}

interface RawInput {
  name: string;
  datatype: string;
  shape: readonly number[];
  parameters: Record<string, JsonValue> | undefined;
  contents: Contents | undefined;
}

const TEXT = (field: number): number => (field << 3) | WIRE.bytes;
const [MODEL, VERSION, ID, PARAMETERS, INPUTS, OUTPUTS, RAW] = [1, 2, 3, 4, 5, 6, 7].map(TEXT) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Reads a ModelInferRequest. Throws INVALID_ARGUMENT naming the field. */
export function decodeInferGrpc(bytes: Uint8Array): V2GrpcRequest {
  const reader = new WireReader(bytes, 'ModelInferRequest');
  let model = '';
  let version = '';
  let id = '';
  let parameters: Record<string, JsonValue> | undefined;
  const inputs: RawInput[] = [];
  let outputs: RequestedOutput[] | undefined;
  let raw: Uint8Array[] | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case MODEL:
        model = reader.string();
        break;
      case VERSION:
        version = reader.string();
        break;
      case ID:
        id = reader.string();
        break;
      case PARAMETERS:
        parameters ??= {};
        readParameter(reader, parameters);
        break;
      case INPUTS:
        inputs.push(readInput(reader));
        break;
      case OUTPUTS:
        outputs ??= [];
        outputs.push(readOutput(reader));
        break;
      case RAW:
        raw ??= [];
        raw.push(reader.bytesField());
        break;
      default:
        reader.skip(tag);
    }
  }
  const contentType = contentTypeOf(parameters);
  const isTable = contentType === 'pd';
  const tensors = toTensors(inputs, raw ?? []);
  return {
    model,
    version,
    id,
    inputs:
      contentType === undefined || isTable ? tensors : tensors.map((one) => applyContentType(one, contentType, false)),
    isTable,
    outputs,
    parameters,
    binaryOutputs: raw !== undefined,
  };
}

function readInput(reader: WireReader): RawInput {
  const outer = reader.enter();
  const input: RawInput = { name: '', datatype: '', shape: [], parameters: undefined, contents: undefined };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === TEXT(1)) input.name = reader.string();
    else if (tag === TEXT(2)) input.datatype = reader.string();
    else if (tag >>> 3 === 3) input.shape = readShape(reader, tag, input.shape);
    else if (tag === TEXT(4)) {
      input.parameters ??= {};
      readParameter(reader, input.parameters);
    } else if (tag === TEXT(5)) {
      const end = reader.enter();
      input.contents = readContents(reader);
      reader.leave(end);
    } else reader.skip(tag);
  }
  reader.leave(outer);
  return input;
}

function readShape(reader: WireReader, tag: number, before: readonly number[]): readonly number[] {
  if ((tag & 7) === WIRE.varint) return [...before, Number(reader.int64())];
  if ((tag & 7) !== WIRE.bytes) {
    reader.skip(tag);
    return before;
  }
  const outer = reader.enter();
  const shape = [...before];
  while (reader.position < reader.end) {
    // Nearly every size is below 128, which is one byte.
    const byte = reader.bytes[reader.position]!;
    if (byte < 0x80) {
      shape.push(byte);
      reader.position++;
    } else shape.push(Number(reader.int64()));
  }
  reader.leave(outer);
  return shape;
}

function readOutput(reader: WireReader): RequestedOutput {
  const outer = reader.enter();
  let name = '';
  let parameters: Record<string, JsonValue> | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === TEXT(1)) name = reader.string();
    else if (tag === TEXT(2)) {
      parameters ??= {};
      readParameter(reader, parameters);
    } else reader.skip(tag);
  }
  reader.leave(outer);
  return { name, isBinary: undefined, contentType: contentTypeOf(parameters as JsonObject | undefined) };
}

/** Raw buffers belong to the inputs without contents, in their order. */
function toTensors(inputs: readonly RawInput[], raw: readonly Uint8Array[]): readonly NamedTensor[] {
  let next = 0;
  const tensors = inputs.map((input, i): NamedTensor => {
    const { name, datatype, shape, parameters, contents } = input;
    const where = `inputs[${i}]`;
    const entry = datatypeEntry(datatype);
    if (entry === undefined) {
      throw badRequest(
        `${where}.datatype is ${JSON.stringify(datatype)}: it must be one of ${Object.keys(DATATYPES).join(', ')}`,
      );
    }
    const buffer = contents === undefined ? raw[next++] : undefined;
    const tensor =
      buffer === undefined
        ? toTensor(contents, entry, datatype, shape, where)
        : decodeBinary(entry, datatype, shape, buffer, where);
    return parameters === undefined
      ? { name, tensor }
      : applyContentType({ name, tensor, parameters }, contentTypeOf(parameters));
  });
  if (next < raw.length)
    throw badRequest(`raw_input_contents has ${raw.length} buffers, but only ${next} inputs are without contents`);
  return tensors;
}
