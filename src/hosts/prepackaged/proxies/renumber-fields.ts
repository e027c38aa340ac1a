import { Buffer } from 'node:buffer';
import { WIRE, WireReader, WireWriter } from '../../../protocols/protobuf/index.ts';

/**
 * A protobuf message whose top-level fields have other numbers: requests and answers of these protocols hold the same messages under
 * different numbers. Fields that are not in `numbers` are left out. Only fields of wire type 2 (texts, messages) are known.
 */
export function renumberFields(message: Uint8Array, numbers: ReadonlyMap<number, number>, where: string): Uint8Array {
  const reader = new WireReader(message, where);
  const parts: Uint8Array[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    const to = (tag & 7) === WIRE.bytes ? numbers.get(tag >>> 3) : undefined;
    if (to === undefined) {
      reader.skip(tag);
      continue;
    }
    const writer = new WireWriter();
    writer.bytes(to, reader.bytesField());
    parts.push(writer.finish());
  }
  return Buffer.concat(parts);
}
