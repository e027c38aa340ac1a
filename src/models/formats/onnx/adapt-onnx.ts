import { type ProtobufField, protobufFields, readVarint } from './protobuf-fields.ts';

/** Field numbers of onnx.proto. */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, output: 12 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, integers: 8, strings: 9 } as const;
const VALUE_INFO = { name: 1, type: 2 } as const;
const LABELS = /^classlabels_(ints|int64s|strings)$/;
/** TypeProto { tensor_type { elem_type: FLOAT, shape { dim {} dim {} } } } */
const FLOAT_MATRIX = Uint8Array.of(0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x00, 0x0a, 0x00);

export interface AdaptedOnnx {
  /** The model; its very bytes where nothing had to be changed. */
  readonly bytes: Uint8Array;
  /** Outputs that were lists of maps, label -> probability, and are matrices (rows, classes) now. */
  readonly unzipped: readonly string[];
  /** The class labels of its classifier, where there is but one. */
  readonly labels: readonly string[] | undefined;
}

/**
 * Makes an ONNX model answer with tensors only: a ZipMap at its end (scikit-learn converters put one there), which makes a map
 * of each row of probabilities, becomes an Identity. ONNX Runtime's JavaScript knows no maps. The model must have been checked.
 */
export function adaptOnnx(bytes: Uint8Array): AdaptedOnnx {
  const found: { zips: string[]; labels: string[][] } = { zips: [], labels: [] };
  const parts: Uint8Array[] = [];
  for (const field of protobufFields(bytes)) {
    const isGraph = field.number === MODEL.graph && field.bytes !== undefined;
    parts.push(isGraph ? lengthDelimited(MODEL.graph, adaptGraph(field.bytes, found)) : field.raw);
  }
  const [labels, ...others] = found.labels;
  const isOne = others.every((other) => other.join('\0') === labels!.join('\0'));
  return {
    bytes: found.zips.length === 0 ? bytes : concat(parts),
    unzipped: found.zips,
    labels: isOne ? labels : undefined,
  };
}

function adaptGraph(bytes: Uint8Array, found: { zips: string[]; labels: string[][] }): Uint8Array {
  const fields = [...protobufFields(bytes)];
  const nodes = fields.map((field) => (field.number === GRAPH.node ? readNode(field) : undefined));
  for (const node of nodes) {
    if (node?.operator === 'ZipMap' && node.output !== undefined) found.zips.push(textOf(node.output));
  }
  const ends = nodes.filter((node) => node?.operator === 'ZipMap' && node.labels !== undefined);
  const labelled = ends.length > 0 ? ends : nodes.filter((node) => node?.labels !== undefined);
  found.labels.push(...labelled.map((node) => node!.labels!));
  return concat(
    fields.map((field, i) => {
      const node = nodes[i];
      if (node?.operator === 'ZipMap') return lengthDelimited(GRAPH.node, identity(node.input, node.output));
      return field.number === GRAPH.output ? adaptOutput(field, found.zips) : field.raw;
    }),
  );
}

function readNode({ bytes = new Uint8Array() }: ProtobufField) {
  const node: { operator: string; input?: Uint8Array; output?: Uint8Array; labels?: string[] } = { operator: '' };
  for (const field of protobufFields(bytes)) {
    if (field.bytes === undefined) continue;
    if (field.number === NODE.operator) node.operator = textOf(field.bytes);
    else if (field.number === NODE.input) node.input ??= field.bytes;
    else if (field.number === NODE.output) node.output ??= field.bytes;
    else if (field.number === NODE.attribute) {
      const labels = readLabels(field.bytes);
      if (labels.length > 0) node.labels = labels;
    }
  }
  return node;
}

/** The labels in an attribute that lists them; empty for other attributes. Integers are packed, or one field each. */
function readLabels(bytes: Uint8Array): string[] {
  let name = '';
  const labels: string[] = [];
  for (const { number, value, bytes: content } of protobufFields(bytes)) {
    if (number === ATTRIBUTE.name && content !== undefined) name = textOf(content);
    else if (number === ATTRIBUTE.strings && content !== undefined) labels.push(textOf(content));
    else if (number === ATTRIBUTE.integers) {
      if (content === undefined) labels.push(String(BigInt.asIntN(64, value)));
      else for (const integer of varints(content)) labels.push(String(BigInt.asIntN(64, integer)));
    }
  }
  return LABELS.test(name) ? labels : [];
}

function adaptOutput({ bytes = new Uint8Array(), raw }: ProtobufField, zips: readonly string[]): Uint8Array {
  const name = [...protobufFields(bytes)].find(({ number }) => number === VALUE_INFO.name)?.bytes;
  if (name === undefined || !zips.includes(textOf(name))) return raw;
  const info = concat([lengthDelimited(VALUE_INFO.name, name), lengthDelimited(VALUE_INFO.type, FLOAT_MATRIX)]);
  return lengthDelimited(GRAPH.output, info);
}

function identity(input: Uint8Array | undefined, output: Uint8Array | undefined): Uint8Array {
  return concat([
    lengthDelimited(NODE.input, input ?? new Uint8Array()),
    lengthDelimited(NODE.output, output ?? new Uint8Array()),
    lengthDelimited(NODE.operator, new TextEncoder().encode('Identity')),
  ]);
}

function* varints(bytes: Uint8Array): Generator<bigint> {
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = readVarint(bytes, at);
    yield value;
    at = end;
  }
}

/** A field of wire type 2: its tag, its length and its bytes. */
function lengthDelimited(number: number, content: Uint8Array): Uint8Array {
  const head = [(number << 3) | 2];
  let length = content.length;
  for (; length > 0x7f; length = Math.floor(length / 128)) head.push((length % 128) | 0x80);
  return concat([Uint8Array.from([...head, length]), content]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
