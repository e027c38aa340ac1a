import { WIRE, WireReader } from '../../../protocols/protobuf/index.ts';

/** What a client asks of reflection. Source: grpc/reflection/v1/reflection.proto, ServerReflectionRequest. */
export type ReflectionRequest = { readonly host: string } & (
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'extension'; readonly name: string; readonly number: number }
  | { readonly kind: 'extensionNumbers'; readonly name: string }
  | { readonly kind: 'services' }
  | { readonly kind: 'nothing' }
);

type Question = ReflectionRequest extends infer R ? (R extends unknown ? Omit<R, 'host'> : never) : never;

const bytesTag = (field: number): number => (field << 3) | WIRE.bytes;

/** Throws INVALID_ARGUMENT for bytes that are no request. Of several questions the last one counts, as protobuf's oneof has it. */
export function parseReflectionRequest(message: Uint8Array): ReflectionRequest {
  const reader = new WireReader(message, 'ServerReflectionRequest');
  let host = '';
  let question: Question = { kind: 'nothing' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === bytesTag(1)) host = reader.string();
    else if (tag === bytesTag(3)) question = { kind: 'file', name: reader.string() };
    else if (tag === bytesTag(4)) question = { kind: 'symbol', name: reader.string() };
    else if (tag === bytesTag(5)) question = parseExtension(reader.bytesField());
    else if (tag === bytesTag(6)) question = { kind: 'extensionNumbers', name: reader.string() };
    else if (tag === bytesTag(7)) {
      reader.skip(tag);
      question = { kind: 'services' };
    } else reader.skip(tag);
  }
  return { host, ...question } as ReflectionRequest;
}

function parseExtension(bytes: Uint8Array): Question {
  const reader = new WireReader(bytes, 'ExtensionRequest');
  let name = '';
  let number = 0;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === bytesTag(1)) name = reader.string();
    else if (tag === ((2 << 3) | WIRE.varint)) number = reader.int32();
    else reader.skip(tag);
  }
  return { kind: 'extension', name, number };
}
