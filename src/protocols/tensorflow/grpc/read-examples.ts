import { createTensor, type NamedTensor, type Tensor } from '../../../payload/index.ts';
import { WIRE, type WireReader } from '../../protobuf/index.ts';
import { badRequest } from '../bad-request.ts';
import { textsOf } from './texts-of.ts';

/** A short context with many examples must not become gigabytes. */
const MAX_REPEATED = 16 * 1024 * 1024;

type Kind = 'bytes' | 'float32' | 'int64';
type Value = Uint8Array | number | bigint;

interface Feature {
  readonly kind: Kind;
  readonly values: readonly Value[];
}

type Example = ReadonlyMap<string, Feature>;

/**
 * Reads an Input: a column for each feature of its examples, and of the context for those that lack them. One value a row is
 * (rows), several are (rows, values). Throws INVALID_ARGUMENT when the examples differ in features, types or lengths.
 */
export function readExamples(reader: WireReader): readonly NamedTensor[] {
  const examples: Example[] = [];
  let context: Example = new Map();
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== ((1 << 3) | WIRE.bytes) && tag !== ((2 << 3) | WIRE.bytes)) {
      reader.skip(tag);
      continue;
    }
    const inner = reader.enter();
    while (reader.position < reader.end) {
      const listTag = reader.tag();
      if (listTag === ((1 << 3) | WIRE.bytes)) examples.push(readExample(reader));
      else if (listTag === ((2 << 3) | WIRE.bytes) && tag === ((2 << 3) | WIRE.bytes)) context = readExample(reader);
      else reader.skip(listTag);
    }
    reader.leave(inner);
  }
  reader.leave(outer);
  return toColumns(examples, context);
}

function toColumns(examples: readonly Example[], context: Example): readonly NamedTensor[] {
  const [first] = examples;
  if (first === undefined) return [];
  const names = new Set([...first.keys(), ...context.keys()]);
  examples.forEach((example, row) => {
    for (const name of example.keys()) {
      if (!names.has(name)) throw badRequest(`example ${row} has ${quote(name)}, which example 0 lacks`);
    }
  });
  return Array.from(names, (name) => {
    const features = examples.map((example, row) => {
      const feature = example.get(name) ?? context.get(name);
      if (feature === undefined) throw badRequest(`example ${row} lacks ${quote(name)}, which example 0 has`);
      return feature;
    });
    return { name, tensor: toTensor(name, features) };
  });
}

function toTensor(name: string, features: readonly Feature[]): Tensor {
  const { kind, values } = features[0]!;
  const width = values.length;
  features.forEach((feature, row) => {
    if (feature.kind === kind && feature.values.length === width) return;
    const found = `${feature.values.length} values of ${feature.kind}`;
    throw badRequest(`${quote(name)}: example ${row} has ${found}, but example 0 has ${width} of ${kind}`);
  });
  if (width * features.length > MAX_REPEATED)
    throw badRequest(`${quote(name)}: too many values for all examples together`);
  const shape = width === 1 ? [features.length] : [features.length, width];
  const all = features.flatMap((feature) => feature.values);
  if (kind === 'bytes') return textsOf(createTensor('bytes', shape, all as Uint8Array[]));
  if (kind === 'int64') return createTensor('int64', shape, BigInt64Array.from(all as bigint[]));
  return createTensor('float32', shape, Float32Array.from(all as number[]));
}

function readExample(reader: WireReader): Example {
  const features = new Map<string, Feature>();
  eachMessage(reader, 1, () => eachMessage(reader, 1, () => readEntry(reader, features)));
  return features;
}

/** Calls for every field of that number, with the reader inside of it; it must be read to its end. */
function eachMessage(reader: WireReader, field: number, read: () => void): void {
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((field << 3) | WIRE.bytes)) read();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readEntry(reader: WireReader, features: Map<string, Feature>): void {
  const outer = reader.enter();
  let name = '';
  let feature: Feature | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) name = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) feature = readFeature(reader) ?? feature;
    else reader.skip(tag);
  }
  reader.leave(outer);
  // A feature without a list is one that is not there.
  if (feature !== undefined) features.set(name, feature);
}

function readFeature(reader: WireReader): Feature | undefined {
  const outer = reader.enter();
  let feature: Feature | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) feature = { kind: 'bytes', values: readList(reader, 'bytes') };
    else if (tag === ((2 << 3) | WIRE.bytes)) feature = { kind: 'float32', values: readList(reader, 'float32') };
    else if (tag === ((3 << 3) | WIRE.bytes)) feature = { kind: 'int64', values: readList(reader, 'int64') };
    else reader.skip(tag);
  }
  reader.leave(outer);
  return feature;
}

function readList(reader: WireReader, kind: Kind): readonly Value[] {
  const outer = reader.enter();
  const values: Value[] = [];
  const single = { bytes: -1, float32: WIRE.fixed32, int64: WIRE.varint }[kind];
  const read = (): number | bigint => (kind === 'float32' ? reader.float32() : reader.int64());
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | single)) values.push(read());
    else if (tag !== ((1 << 3) | WIRE.bytes)) reader.skip(tag);
    else if (kind === 'bytes') values.push(reader.bytesField());
    else {
      const packed = reader.enter();
      while (reader.position < reader.end) values.push(read());
      reader.leave(packed);
    }
  }
  reader.leave(outer);
  return values;
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
