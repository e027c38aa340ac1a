import { RadiantError } from '../../base/index.ts';
import {
  createJsonCursor,
  createTensor,
  type Dtype,
  type JsonCursor,
  type JsonObject,
  type NamedTensor,
  parseJson,
  type Tensor,
  type TensorData,
} from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';
import { decodeBinary } from './binary-values.ts';
import { applyContentType, contentTypeOf } from './content-type.ts';
import { convertNumbers } from './convert-numbers.ts';
import { convertValues, flatten } from './convert-values.ts';
import { type DatatypeEntry, datatypeEntry } from './datatypes.table.ts';
import { type RawInput, type RawOutput, type RawRequest, readBody } from './read-body.ts';
import { readObject } from './read-object.ts';
import { resolveShape } from './resolve-shape.ts';
import { scanPlain } from './scan-plain.ts';
import type { RequestedOutput, V2Request } from './v2-request.ts';

/**
 * Reads an inference request: JSON, behind which the binary tensors follow when the header Inference-Header-Content-Length says where
 * (`jsonBytes`). Throws INVALID_ARGUMENT: with status 422 and all problems for what has not the form of a request, else 400 naming the field.
 */
export function decodeRest(body: Uint8Array, jsonBytes?: number): V2Request {
  if (jsonBytes !== undefined && !(Number.isInteger(jsonBytes) && jsonBytes >= 0 && jsonBytes <= body.length)) {
    throw badRequest(`Inference-Header-Content-Length must be between 0 and ${body.length}, the length of the body`);
  }
  if (jsonBytes === undefined) {
    const plain = scanQuickly(body);
    if (plain !== undefined) return plain;
  }
  const json = jsonBytes === undefined ? body : body.subarray(0, jsonBytes);
  const raw = readJson(json);
  const binary = jsonBytes === undefined ? undefined : new BinaryPart(body.subarray(jsonBytes));
  const request = toRequest(raw, binary);
  binary?.expectEnd();
  return request;
}

/** A broken text is told by the long way, which knows better what is wrong with it. */
function scanQuickly(body: Uint8Array): V2Request | undefined {
  try {
    return scanPlain(strictCursor(body));
  } catch (thrown) {
    if (thrown instanceof RadiantError && /JSON/.test(thrown.reason)) return undefined;
    throw thrown;
  }
}

/** NaN and Infinity, which JSON does not have, are refused as they are by others that speak this protocol. */
function strictCursor(body: Uint8Array): JsonCursor {
  return createJsonCursor(body, 0, body.length, true);
}

function readJson(body: Uint8Array): RawRequest {
  return readObject(strictCursor(body), readBody);
}

function toRequest(raw: RawRequest, binary: BinaryPart | undefined): V2Request {
  const { id, parameters } = raw;
  const contentType = contentTypeOf(parameters);
  const inputs: NamedTensor[] = [];
  for (let i = 0; i < raw.inputs.length; i++) inputs.push(toInput(raw.inputs[i]!, i, binary));
  return {
    id,
    inputs:
      contentType === undefined || contentType === 'pd'
        ? inputs
        : inputs.map((input) => applyContentType(input, contentType, false)),
    isTable: contentType === 'pd',
    outputs: raw.outputs === undefined || raw.outputs.length === 0 ? undefined : raw.outputs.map(toOutput),
    parameters,
    binaryOutputs: parameters?.binary_data_output === true,
  };
}

function toInput(raw: RawInput, index: number, binary: BinaryPart | undefined): NamedTensor {
  const { name, datatype, parameters } = raw;
  // Checked by the reader.
  const entry = datatypeEntry(datatype)!;
  const tensor = readTensor(raw, entry, index, binary);
  if (parameters === undefined) return { name, tensor };
  return applyContentType({ name, tensor, parameters }, contentTypeOf(parameters));
}

function readTensor(raw: RawInput, entry: DatatypeEntry, index: number, binary: BinaryPart | undefined): Tensor {
  const { datatype, shape, data, parameters } = raw;
  if (data === undefined) {
    const where = `inputs[${index}]`;
    if (binary === undefined)
      throw badRequest(`${where} has binary_data_size, but the header Inference-Header-Content-Length is missing`);
    return decodeBinary(entry, datatype, shape, binary.take(parameters?.binary_data_size, where), where);
  }
  if (!(data instanceof Uint8Array)) {
    const { data: values, shape: given } = data;
    const sizes = isSame(shape, given) ? given : resolveShape(shape, values.length, `inputs[${index}]`);
    if (entry.dtype === 'float64' && values instanceof Float64Array)
      return { dtype: 'float64', shape: sizes, data: values };
    const converted = convertNumbers(entry.dtype as 'float64', values as Float64Array, `inputs[${index}]`);
    return createTensor(entry.dtype as 'float64', sizes, converted as Float64Array);
  }
  const where = `inputs[${index}]`;
  const json = parseJson(data);
  const values = flatten(json, where);
  const converted = convertValues(entry, datatype, values, where);
  // A bare text is one element, whatever the shape counts.
  const sizes = typeof json === 'string' ? [1] : resolveShape(shape, values.length, where);
  return createTensor(entry.dtype as Dtype, sizes, converted as TensorData[Dtype]) as Tensor;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function toOutput({ name, parameters }: RawOutput): RequestedOutput {
  const isBinary = typeof parameters?.binary_data === 'boolean' ? parameters.binary_data : undefined;
  return { name, isBinary, contentType: contentTypeOf(parameters as JsonObject | undefined) };
}

/** The bytes behind the JSON, which the inputs take in their order. */
class BinaryPart {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(size: unknown, where: string): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > left) {
      throw badRequest(`${where}.parameters.binary_data_size must be between 0 and ${left}, the bytes that are left`);
    }
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  expectEnd(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw badRequest(`${left} bytes follow behind the data of the last input`);
  }
}
