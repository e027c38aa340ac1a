import { WIRE } from './wire-type.ts';

/** The scalar types of protobuf that the protocols here use. */
export type ScalarType = 'double' | 'float' | 'int32' | 'int64' | 'uint32' | 'uint64' | 'bool' | 'string' | 'bytes';

/** One field of a message. A map is a repeated entry with a text key (field 1) and the field's own type (field 2). */
export interface FieldSchema {
  readonly number: number;
  /** Its name in protobuf JSON (lowerCamelCase). */
  readonly name: string;
  /** Its name in the .proto file, where that differs; JSON may use it too. */
  readonly protoName?: string;
  readonly type: ScalarType | 'enum' | 'message';
  /** Full name of the message or enum. */
  readonly of?: string;
  readonly kind?: 'repeated' | 'map';
  /** The group of which only one may be set. Such a field is present even with its default value. */
  readonly oneof?: string;
}

/** The messages and enums of a protocol, by full name. */
export interface MessageSchemas {
  readonly messages: Readonly<Record<string, readonly FieldSchema[]>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Fields of a message. Throws TypeError for a name that the tables lack: a mistake of ours. */
export function fieldsOf(schemas: MessageSchemas, message: string): readonly FieldSchema[] {
  const fields = schemas.messages[message];
  if (fields === undefined) throw new TypeError(`no schema for message ${message}`);
  return fields;
}

export function enumOf(schemas: MessageSchemas, name: string): Readonly<Record<string, number>> {
  const values = schemas.enums[name];
  if (values === undefined) throw new TypeError(`no schema for enum ${name}`);
  return values;
}

/** The wire type of one element of a field. */
export function wireTypeOf(field: FieldSchema): number {
  switch (field.type) {
    case 'double':
      return WIRE.fixed64;
    case 'float':
      return WIRE.fixed32;
    case 'string':
    case 'bytes':
    case 'message':
      return WIRE.bytes;
    default:
      return WIRE.varint;
  }
}

/** Messages whose JSON form is a value of its own. Source: protobuf's ProtoJSON specification. */
export const VALUE = 'google.protobuf.Value';
export const LIST_VALUE = 'google.protobuf.ListValue';
export const STRUCT = 'google.protobuf.Struct';
export const ANY = 'google.protobuf.Any';
