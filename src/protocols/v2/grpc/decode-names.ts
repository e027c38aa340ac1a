import { WIRE, WireReader } from '../../protobuf/index.ts';

export interface NamedModel {
  readonly name: string;
  /** Empty: the default version. */
  readonly version: string;
}

/** ModelReadyRequest and ModelMetadataRequest. */
export function decodeNamedModel(bytes: Uint8Array): NamedModel {
  const [name, version] = readTexts(bytes, 'ModelRequest');
  return { name, version };
}

/** The model of a RepositoryModelLoadRequest or RepositoryModelUnloadRequest. */
export function decodeModelName(bytes: Uint8Array): string {
  return readTexts(bytes, 'RepositoryModelRequest')[1];
}

/** True when a RepositoryIndexRequest asks for ready models only. */
export function decodeIndexRequest(bytes: Uint8Array): boolean {
  const reader = new WireReader(bytes, 'RepositoryIndexRequest');
  let isReadyOnly = false;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((2 << 3) | WIRE.varint)) isReadyOnly = reader.bool();
    else reader.skip(tag);
  }
  return isReadyOnly;
}

/** The texts of fields 1 and 2. */
function readTexts(bytes: Uint8Array, where: string): [string, string] {
  const reader = new WireReader(bytes, where);
  const texts: [string, string] = ['', ''];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) texts[0] = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) texts[1] = reader.string();
    else reader.skip(tag);
  }
  return texts;
}
