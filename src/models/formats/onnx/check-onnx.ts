import { LIMITS } from '../limits.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { protobufFields, readVarint } from './protobuf-fields.ts';

/** Field numbers of onnx.proto that are looked at. */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5 } as const;
const NODE = { operator: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, graph: 6, floats: 7, integers: 8, strings: 9 } as const;
const TENSOR = { dims: 1, dataType: 2, raw: 9, external: 13 } as const;

/** Operator sets that ONNX Runtime has. */
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'ai.onnx.training', 'ai.onnx.preview.training', 'com.microsoft']);

/** Element sizes by TensorProto.DataType. */
const SIZES: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  14: 8,
  15: 16,
  16: 2,
};

const MAX_GRAPH_DEPTH = 20;
const MAX_TARGETS = 100_000;

/**
 * Checks an ONNX model before any runtime sees it: lengths, sizes of tensors, external data that leads outside, foreign
 * operators, tree attributes of unequal length. Gives the files beside it that hold its data. Throws MALFORMED_MODEL or DANGEROUS_MODEL.
 */
export function checkOnnx(bytes: Uint8Array): readonly string[] {
  const external = new Set<string>();
  let graphs = 0;
  for (const field of protobufFields(bytes)) {
    if (field.number !== MODEL.graph || field.bytes === undefined) continue;
    graphs++;
    checkGraph(field.bytes, 0, external);
  }
  if (graphs !== 1) throw malformed(`the ONNX model has ${graphs} graphs, want one (truncated?)`);
  return [...external];
}

function checkGraph(bytes: Uint8Array, depth: number, external: Set<string>): void {
  if (depth > MAX_GRAPH_DEPTH) throw malformed('graphs of the ONNX model are nested too deep');
  for (const field of protobufFields(bytes)) {
    if (field.bytes === undefined) continue;
    if (field.number === GRAPH.node) checkNode(field.bytes, depth, external);
    if (field.number === GRAPH.initializer) checkTensor(field.bytes, external);
  }
}

function checkNode(bytes: Uint8Array, depth: number, external: Set<string>): void {
  let operator = '';
  let domain = '';
  const lengths = new Map<string, number>();
  for (const field of protobufFields(bytes)) {
    if (field.bytes === undefined) continue;
    if (field.number === NODE.operator) operator = textOf(field.bytes);
    if (field.number === NODE.domain) domain = textOf(field.bytes);
    if (field.number === NODE.attribute) checkAttribute(field.bytes, lengths, depth, external);
  }
  if (!DOMAINS.has(domain)) {
    throw createModelFileError(
      'UNSUPPORTED_MODEL',
      `the ONNX model has the operator ${operator} of the domain ${domain}, which no runtime here has`,
    );
  }
  if (operator.startsWith('TreeEnsemble')) checkTreeLengths(operator, lengths);
}

/** All `nodes_*` lists of a tree ensemble are one table. */
function checkTreeLengths(operator: string, lengths: ReadonlyMap<string, number>): void {
  const ids = lengths.get('nodes_nodeids');
  if (ids === undefined) return;
  for (const [name, length] of lengths) {
    if (name.startsWith('nodes_') && length !== ids && length !== 0) {
      throw malformed(`${operator} of the ONNX model: ${name} has a length of ${length}, but there are ${ids} nodes`);
    }
  }
}

function checkAttribute(bytes: Uint8Array, lengths: Map<string, number>, depth: number, external: Set<string>): void {
  let name = '';
  let integer = 0n;
  let length = 0;
  for (const field of protobufFields(bytes)) {
    if (field.number === ATTRIBUTE.integer) integer = BigInt.asIntN(64, field.value);
    else if (field.number === ATTRIBUTE.integers && field.bytes === undefined) length++;
    if (field.bytes === undefined) continue;
    if (field.number === ATTRIBUTE.name) name = textOf(field.bytes);
    else if (field.number === ATTRIBUTE.tensor) checkTensor(field.bytes, external);
    else if (field.number === ATTRIBUTE.graph) checkGraph(field.bytes, depth + 1, external);
    // Packed, or one field a number.
    else if (field.number === ATTRIBUTE.floats) length += field.bytes.length / 4;
    else if (field.number === ATTRIBUTE.integers) length += countVarints(field.bytes);
    else if (field.number === ATTRIBUTE.strings) length++;
  }
  lengths.set(name, length);
  if (name === 'n_targets' && (integer < 0n || integer > BigInt(MAX_TARGETS))) {
    throw malformed(`n_targets of the ONNX model is ${integer}, want at most ${MAX_TARGETS}`);
  }
}

function countVarints(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte < 0x80) count++;
  return count;
}

function checkTensor(bytes: Uint8Array, external: Set<string>): void {
  let elements = 1;
  let size: number | undefined;
  let raw: number | undefined;
  for (const field of protobufFields(bytes)) {
    if (field.number === TENSOR.dims) {
      for (const dim of dimsOf(field.bytes, field.value)) {
        if (dim < 0n || dim > BigInt(Number.MAX_SAFE_INTEGER))
          throw malformed(`a tensor of the ONNX model has a dimension (dim) of ${dim}`);
        elements *= Number(dim);
      }
    } else if (field.number === TENSOR.dataType) size = SIZES[Number(field.value)];
    else if (field.number === TENSOR.raw) raw = field.bytes?.length;
    else if (field.number === TENSOR.external && field.bytes !== undefined) checkExternal(field.bytes, external);
  }
  const wanted = elements * (size ?? 1);
  if (!(wanted <= LIMITS.arrayBytes))
    throw malformed(`a tensor of the ONNX model has a size of ${wanted} bytes by its dims (shape): beyond the limit`);
  if (raw !== undefined && size !== undefined && raw !== wanted) {
    throw malformed(`a tensor of the ONNX model has dims (shape) for ${wanted} bytes, but ${raw} bytes`);
  }
}

function dimsOf(bytes: Uint8Array | undefined, value: bigint): readonly bigint[] {
  if (bytes === undefined) return [BigInt.asIntN(64, value)];
  const dims: bigint[] = [];
  for (let at = 0; at < bytes.length; ) {
    const read = readVarint(bytes, at);
    dims.push(BigInt.asIntN(64, read.value));
    at = read.end;
  }
  return dims;
}

/** `location` of external data is a file beside the model, never a path elsewhere. */
function checkExternal(bytes: Uint8Array, external: Set<string>): void {
  const texts: string[] = [];
  for (const field of protobufFields(bytes)) if (field.bytes !== undefined) texts[field.number] = textOf(field.bytes);
  const [, key, value = ''] = texts;
  if (key === 'location') external.add(value);
  if (
    key === 'location' &&
    (value.includes('..') || value.startsWith('/') || value.includes('\\') || /^[A-Za-z]:/.test(value))
  ) {
    throw createModelFileError(
      'DANGEROUS_MODEL',
      `refused: the ONNX model has external data whose location is the path ${JSON.stringify(value.slice(0, 80))}, outside its folder`,
    );
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
