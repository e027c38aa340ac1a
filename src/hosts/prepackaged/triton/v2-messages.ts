import { Buffer } from 'node:buffer';
import type { WireMessage } from '../../../graph/index.ts';
import { formatJson, type JsonObject, type JsonValue, type NamedTensor } from '../../../payload/index.ts';
import { WIRE, WireReader } from '../../../protocols/protobuf/index.ts';
import { decodeInferGrpc, decodeRest, encodeInferGrpc, encodeRest, responderOf } from '../../../protocols/v2/index.ts';
import type { DescribedInput } from '../proxies/fit-inputs.ts';
import { badAnswer, plainAnswer, readJsonAnswer } from '../proxies/read-answer.ts';
import { renumberFields } from '../proxies/renumber-fields.ts';

const REQUEST = {
  model: '',
  version: '',
  id: '',
  inputs: [],
  isTable: false,
  outputs: undefined,
  parameters: undefined,
  binaryOutputs: true,
} as const;

/** Where raw contents stand in a response, and in a request; all fields before are alike. */
const TO_REQUEST: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [5, 5],
  [6, 7],
]);

/** A ModelInferRequest with raw contents. */
export function encodeGrpcRequest(model: string, inputs: readonly NamedTensor[]): WireMessage {
  const response = encodeInferGrpc(REQUEST, model, '', inputs, undefined);
  const bytes = renumberFields(response, TO_REQUEST, 'ModelInferRequest');
  return { protocol: 'v2', encoding: 'protobuf', bytes, contentType: undefined };
}

export function decodeGrpcAnswer(message: WireMessage): readonly NamedTensor[] {
  return decodeInferGrpc(renumberFields(plainAnswer(message), TO_REQUEST, 'ModelInferResponse')).inputs;
}

/** An inference request in JSON. */
export function encodeRestRequest(inputs: readonly NamedTensor[]): WireMessage {
  const plain = { ...REQUEST, binaryOutputs: false };
  const { body } = encodeRest(plain, 'x', inputs, undefined, responderOf('', ''));
  // The tensors of an answer are those of a request under another word.
  const tensors = body.toString();
  const at = tensors.indexOf('"outputs":[');
  const text = `{"inputs":${tensors.slice(at + '"outputs":'.length)}`;
  return { protocol: 'v2', encoding: 'json', bytes: Buffer.from(text), contentType: 'application/json' };
}

export function decodeRestAnswer(message: WireMessage): readonly NamedTensor[] {
  const { outputs } = readJsonAnswer(message);
  if (!Array.isArray(outputs)) throw badAnswer('the answer has no outputs');
  return decodeRest(Buffer.from(formatJson({ inputs: outputs } as unknown as JsonValue))).inputs;
}

/** The inputs that the metadata of a model names: JSON, or a ModelMetadataResponse {inputs = 4: {name = 1, datatype = 2}}. */
export function readInputs(answer: WireMessage): readonly DescribedInput[] {
  return answer.encoding === 'json' ? fromJson(readJsonAnswer(answer)) : fromProtobuf(plainAnswer(answer));
}

function fromProtobuf(bytes: Uint8Array): readonly DescribedInput[] {
  const reader = new WireReader(bytes, 'ModelMetadataResponse');
  const inputs: DescribedInput[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((4 << 3) | WIRE.bytes)) inputs.push(readInput(reader));
    else reader.skip(tag);
  }
  return inputs;
}

function readInput(reader: WireReader): DescribedInput {
  const outer = reader.enter();
  let [name, datatype] = ['', ''];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) name = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) datatype = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outer);
  return { name, datatype };
}

function fromJson(metadata: JsonObject): readonly DescribedInput[] {
  const { inputs } = metadata;
  if (!Array.isArray(inputs)) return [];
  return (inputs as readonly JsonObject[]).flatMap(({ name, datatype }) =>
    typeof name === 'string' && typeof datatype === 'string' ? [{ name, datatype }] : [],
  );
}
