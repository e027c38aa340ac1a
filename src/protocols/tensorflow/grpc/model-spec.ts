import { WIRE, type WireReader, type WireWriter } from '../../protobuf/index.ts';
import type { ModelWish } from '../routes.ts';

/** What a request's ModelSpec says. */
export interface ModelSpec extends ModelWish {
  readonly signatureName: string | undefined;
}

export const NO_SPEC: ModelSpec = { name: undefined, signatureName: undefined };

const MAX_INT64 = 2n ** 63n - 1n;

/** Reads a ModelSpec field; the reader stands at its length. Of version and label the later one counts. */
export function readModelSpec(reader: WireReader): ModelSpec {
  const outer = reader.enter();
  let name: string | undefined;
  let signatureName: string | undefined;
  let choice: Pick<ModelWish, 'version' | 'label'> = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) name = reader.string() || undefined;
    else if (tag === ((2 << 3) | WIRE.bytes)) choice = { version: String(readInt64Value(reader)) };
    else if (tag === ((4 << 3) | WIRE.bytes)) choice = { label: reader.string() };
    else if (tag === ((3 << 3) | WIRE.bytes)) signatureName = reader.string() || undefined;
    else reader.skip(tag);
  }
  reader.leave(outer);
  return { name, signatureName, ...choice };
}

function readInt64Value(reader: WireReader): bigint {
  const outer = reader.enter();
  let value = 0n;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.varint)) value = reader.int64();
    else reader.skip(tag);
  }
  reader.leave(outer);
  return value;
}

/** Writes the ModelSpec of an answer as this field. A version that is no number has no place in it. */
export function writeModelSpec(
  writer: WireWriter,
  field: number,
  model: { readonly name: string; readonly version: string; readonly signatureName: string | undefined },
): void {
  const mark = writer.size;
  if (model.signatureName !== undefined) writer.string(3, model.signatureName);
  const version = versionNumber(model.version);
  if (version !== undefined) {
    const inner = writer.size;
    writer.int64(1, version);
    writer.message(2, inner);
  }
  writer.string(1, model.name);
  writer.message(field, mark);
}

/** The number of a version; undefined when it is none that an int64 holds. */
export function versionNumber(version: string): bigint | undefined {
  const number = /^\d{1,19}$/.test(version) ? BigInt(version) : undefined;
  return number === undefined || number > MAX_INT64 ? undefined : number;
}
