import { Buffer } from 'node:buffer';
import { formatJson, type JsonObject, type NamedTensor } from '../../payload/index.ts';
import { encodeBinary } from './binary-values.ts';
import { eventHeadersOf, toObject } from './cloud-events.ts';
import { DATATYPE_OF } from './datatypes.table.ts';
import { formatData } from './format-data.ts';
import type { V2Request } from './v2-request.ts';

/** Who answers. */
export interface V2Responder {
  /** The start of every answer of a model: `responderOf`. */
  readonly json: string;
  /** The attributes of CloudEvents of its answers: `eventHeaders`. */
  readonly events: readonly string[];
  /** The same as trailing metadata of gRPC: `eventTrailers`. */
  readonly trailers: Readonly<Record<string, string>>;
}

export interface V2Answer {
  readonly body: string | Uint8Array;
  /** Where the JSON ends and binary tensors begin; undefined when all is JSON. */
  readonly jsonBytes: number | undefined;
}

/** The parts of every answer that name the model and the server; an empty version is left out. */
export function responderOf(model: string, version: string, server = 'radiant'): V2Responder {
  const versionPart = version === '' ? '' : `"model_version":${JSON.stringify(version)},`;
  const events = eventHeadersOf(server, model, 'response');
  return {
    json: `{"model_name":${JSON.stringify(model)},${versionPart}"id":`,
    events,
    trailers: toObject(events, true),
  };
}

/** The answer to a request. `parameters` are what the component says beside its outputs. */
export function encodeRest(
  request: V2Request,
  id: string,
  outputs: readonly NamedTensor[],
  parameters: JsonObject | undefined,
  responder: V2Responder,
): V2Answer {
  const head = `${responder.json}${JSON.stringify(id)},"parameters":${parameters === undefined ? '{}' : formatJson(parameters)},"outputs":[`;
  const parts: Uint8Array[] = [];
  let text = head;
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i]!;
    const isBinary = request.outputs?.[i]?.isBinary ?? request.binaryOutputs;
    if (i > 0) text += ',';
    text += isBinary ? formatBinaryOutput(output, parts) : formatOutput(output);
  }
  text += ']}';
  if (parts.length === 0) return { body: text, jsonBytes: undefined };
  const json = Buffer.from(text);
  return { body: Buffer.concat([json, ...parts]), jsonBytes: json.length };
}

function formatOutput(output: NamedTensor): string {
  const { tensor } = output;
  return `${formatHead(output)}${formatParameters(output, undefined)},"data":${formatData(tensor)}}`;
}

function formatBinaryOutput(output: NamedTensor, parts: Uint8Array[]): string {
  const bytes = encodeBinary(output);
  parts.push(bytes);
  return `${formatHead(output)}${formatParameters(output, bytes.length)}}`;
}

function formatHead({ name, tensor }: NamedTensor): string {
  return `{"name":${JSON.stringify(name)},"shape":[${tensor.shape.join(',')}],"datatype":"${DATATYPE_OF[tensor.dtype]}"`;
}

function formatParameters({ contentType, parameters }: NamedTensor, binarySize: number | undefined): string {
  if (parameters === undefined) {
    if (binarySize === undefined)
      return contentType === undefined ? '' : `,"parameters":{"content_type":"${contentType}"}`;
  }
  const all: Record<string, JsonObject[string]> = {};
  if (contentType !== undefined) all.content_type = contentType;
  for (const [key, value] of Object.entries(parameters ?? {}))
    if (key !== 'binary_data_size' && value !== null) all[key] = value;
  if (binarySize !== undefined) all.binary_data_size = binarySize;
  return `,"parameters":${formatJson(all)}`;
}
