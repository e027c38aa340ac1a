import { Buffer } from 'node:buffer';
import type { Outcome } from '../../../payload/index.ts';
import { toColumns } from '../to-columns.ts';
import { ARROW_HEADERS } from './arrow-types.table.ts';
import { type EncodedColumn, encodeColumn } from './encode-column.ts';
import { type FlatField, FlatWriter } from './flat-writer.ts';

/** Version 5 of the metadata (Schema.fbs, MetadataVersion). */
const VERSION: FlatField = { sizeBytes: 2, value: 4 };
const MAGIC = Buffer.from('ARROW1');
const END = Buffer.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** An answer as an Arrow stream of one batch; undefined when it is no table. */
export function encodeArrowStream(outcome: Outcome): Uint8Array | undefined {
  const parts = encodeParts(outcome);
  return parts === undefined ? undefined : Buffer.concat([parts.schema, parts.head, parts.body, END]);
}

/** The same as an Arrow file. */
export function encodeArrowFile(outcome: Outcome): Uint8Array | undefined {
  const parts = encodeParts(outcome);
  if (parts === undefined) return undefined;
  const { schema, head, body, fields } = parts;
  const start = Buffer.concat([MAGIC, Buffer.alloc(2)]);
  const offset = start.length + schema.length;
  // A block is an offset, a length of 32 bits with padding, and a length: three numbers of 64 bits.
  const block = [offset, head.length, body.length];
  const footer = FlatWriter.message([
    VERSION,
    (writer) => writer.table(schemaTable(fields)),
    (writer) => writer.structs([]),
    (writer) => writer.structs([block]),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(footer.length);
  return Buffer.concat([start, schema, head, body, END, footer, size, MAGIC]);
}

interface Parts {
  readonly schema: Uint8Array;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
  readonly fields: readonly (readonly FlatField[])[];
}

function encodeParts(outcome: Outcome): Parts | undefined {
  const columns = toColumns(outcome);
  if (columns === undefined) return undefined;
  const encoded = columns.tensors.map(({ tensor }) => encodeColumn(tensor));
  const fields = encoded.map((column, c) => fieldTable(columns.tensors[c]!.name, column));
  const pieces: Uint8Array[] = [];
  const places: (readonly number[])[] = [];
  let length = 0;
  for (const buffer of encoded.flatMap(({ buffers }) => buffers)) {
    places.push([length, buffer.length]);
    const padding = (8 - (buffer.length % 8)) % 8;
    pieces.push(buffer, Buffer.alloc(padding));
    length += buffer.length + padding;
  }
  const batch: readonly FlatField[] = [
    { sizeBytes: 8, value: columns.rows },
    (writer) => writer.structs(encoded.map(({ rows, missing }) => [rows, missing])),
    (writer) => writer.structs(places),
  ];
  return {
    schema: frame(ARROW_HEADERS.schema, schemaTable(fields), 0),
    head: frame(ARROW_HEADERS.recordBatch, batch, length),
    body: Buffer.concat(pieces),
    fields,
  };
}

function schemaTable(fields: Parts['fields']): readonly FlatField[] {
  return [undefined, (writer) => writer.tables(fields)];
}

function fieldTable(name: string, { type, typeFields }: EncodedColumn): readonly FlatField[] {
  return [
    (writer) => writer.text(name),
    { sizeBytes: 1, value: 1 },
    { sizeBytes: 1, value: type },
    (writer) => writer.table(typeFields),
    undefined,
    (writer) => writer.tables([]),
  ];
}

/** A message with the mark and the length that stand before it. */
function frame(kind: number, header: readonly FlatField[], bodyLength: number): Uint8Array {
  const message = FlatWriter.message([
    VERSION,
    { sizeBytes: 1, value: kind },
    (writer) => writer.table(header),
    { sizeBytes: 8, value: bodyLength },
  ]);
  const prefix = Buffer.alloc(8, 0xff);
  prefix.writeUInt32LE(message.length, 4);
  return Buffer.concat([prefix, message]);
}
