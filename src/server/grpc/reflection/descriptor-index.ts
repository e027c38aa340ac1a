import { WIRE, WireReader } from '../../../protocols/protobuf/index.ts';

/** What reflection needs to know of the files that describe the services. */
export interface DescriptorIndex {
  /** File name -> serialized FileDescriptorProto. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** File name -> names of the files that it imports. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** Full name of a message, enum, service, method, field or enum value -> file name. */
  readonly symbols: ReadonlyMap<string, string>;
  /** Extended message -> field number -> file name. */
  readonly extensions: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

interface Building {
  readonly files: Map<string, Uint8Array>;
  readonly imports: Map<string, string[]>;
  readonly symbols: Map<string, string>;
  readonly extensions: Map<string, Map<number, string>>;
}

const NAME = 1;

/** Field numbers of google/protobuf/descriptor.proto: what is declared inside of what, and under which field. */
const FILE = { package: 2, dependency: 3, message: 4, enum: 5, service: 6, extension: 7 } as const;
const MESSAGE = { field: 2, nested: 3, enum: 4, extension: 6, oneof: 8 } as const;
const ENUM_VALUE = 2;
const SERVICE_METHOD = 2;
const FIELD = { extendee: 2, number: 3 } as const;

/** Reads serialized FileDescriptorSets as one. */
export function parseDescriptorSet(...sets: readonly Uint8Array[]): DescriptorIndex {
  const building: Building = { files: new Map(), imports: new Map(), symbols: new Map(), extensions: new Map() };
  for (const bytes of sets) {
    for (const [number, file] of messageFields(bytes)) if (number === 1) addFile(file, building);
  }
  return building;
}

function addFile(bytes: Uint8Array, building: Building): void {
  const fields = messageFields(bytes);
  const name = textOf(fields, NAME);
  const scope = textOf(fields, FILE.package);
  building.files.set(name, bytes);
  building.imports.set(
    name,
    fields.filter(([number]) => number === FILE.dependency).map(([, content]) => decode(content)),
  );
  for (const [number, content] of fields) {
    if (number === FILE.message) addMessage(content, scope, name, building);
    else if (number === FILE.enum) addEnum(content, scope, name, building);
    else if (number === FILE.service) addService(content, scope, name, building);
    else if (number === FILE.extension) addExtension(content, scope, name, building);
  }
}

function addMessage(bytes: Uint8Array, scope: string, file: string, building: Building): void {
  const fields = messageFields(bytes);
  const full = join(scope, textOf(fields, NAME));
  building.symbols.set(full, file);
  for (const [number, content] of fields) {
    if (number === MESSAGE.nested) addMessage(content, full, file, building);
    else if (number === MESSAGE.enum) addEnum(content, full, file, building);
    else if (number === MESSAGE.extension) addExtension(content, full, file, building);
    else if (number === MESSAGE.field || number === MESSAGE.oneof) addNamed(content, full, file, building);
  }
}

/** Values of an enum belong to the scope around it, as in C++. */
function addEnum(bytes: Uint8Array, scope: string, file: string, building: Building): void {
  const fields = messageFields(bytes);
  building.symbols.set(join(scope, textOf(fields, NAME)), file);
  for (const [number, content] of fields) if (number === ENUM_VALUE) addNamed(content, scope, file, building);
}

function addService(bytes: Uint8Array, scope: string, file: string, building: Building): void {
  const fields = messageFields(bytes);
  const full = join(scope, textOf(fields, NAME));
  building.symbols.set(full, file);
  for (const [number, content] of fields) if (number === SERVICE_METHOD) addNamed(content, full, file, building);
}

function addExtension(bytes: Uint8Array, scope: string, file: string, building: Building): void {
  addNamed(bytes, scope, file, building);
  const extendee = textOf(messageFields(bytes), FIELD.extendee).replace(/^\./, '');
  const numbers = building.extensions.get(extendee) ?? new Map<number, string>();
  numbers.set(numberOf(bytes, FIELD.number), file);
  building.extensions.set(extendee, numbers);
}

function addNamed(bytes: Uint8Array, scope: string, file: string, building: Building): void {
  building.symbols.set(join(scope, textOf(messageFields(bytes), NAME)), file);
}

/** The length-delimited fields of a message, in order. */
function messageFields(bytes: Uint8Array): readonly (readonly [number, Uint8Array])[] {
  const reader = new WireReader(bytes, 'descriptor');
  const fields: [number, Uint8Array][] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if ((tag & 7) === WIRE.bytes) fields.push([tag >>> 3, reader.bytesField()]);
    else reader.skip(tag);
  }
  return fields;
}

function numberOf(bytes: Uint8Array, field: number): number {
  const reader = new WireReader(bytes, 'descriptor');
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((field << 3) | WIRE.varint)) return reader.int32();
    reader.skip(tag);
  }
  return 0;
}

function textOf(fields: readonly (readonly [number, Uint8Array])[], number: number): string {
  const field = fields.find(([own]) => own === number);
  return field === undefined ? '' : decode(field[1]);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
