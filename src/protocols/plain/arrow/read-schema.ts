import type { Dtype } from '../../../payload/index.ts';
import { badBody } from '../plain-body.ts';
import { ARROW_TYPE_NAMES, ARROW_TYPES } from './arrow-types.table.ts';
import type { FlatTable } from './flat-table.ts';

/** How the values of a column are held. */
export type ArrowType =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'number'; readonly dtype: Dtype; readonly sizeBytes: number }
  | { readonly kind: 'text' | 'bytes'; readonly offsetBytes: 4 | 8 }
  | { readonly kind: 'fixedList'; readonly size: number; readonly item: ArrowType };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  /** Set for a column of positions in a dictionary, whose values have the type. */
  readonly dictionary: { readonly id: number; readonly index: ArrowType } | undefined;
}

/** The columns of a Schema. Throws INVALID_ARGUMENT for types that are not read, naming the column. */
export function readSchema(schema: FlatTable): readonly ArrowField[] {
  if (schema.int16(0) !== 0) throw badBody('Arrow: the data is big-endian: send it little-endian');
  return schema.tables(1).map(readField);
}

function readField(field: FlatTable): ArrowField {
  const name = field.text(0);
  const encoding = field.table(4);
  const type = readType(field, name, false);
  if (encoding === undefined) return { name, type, dictionary: undefined };
  const index = encoding.table(1);
  return { name, type, dictionary: { id: encoding.size(0), index: index === undefined ? INT32 : readInt(index) } };
}

const INT32: ArrowType = { kind: 'number', dtype: 'int32', sizeBytes: 4 };

function readType(field: FlatTable, name: string, isInner: boolean): ArrowType {
  const number = field.int8(2);
  const type = field.table(3);
  switch (number) {
    case ARROW_TYPES.null:
      return { kind: 'null' };
    case ARROW_TYPES.bool:
      return { kind: 'bool' };
    case ARROW_TYPES.int:
      if (type !== undefined) return readInt(type);
      break;
    case ARROW_TYPES.floatingPoint:
      return readFloat(type?.int16(0) ?? 0);
    case ARROW_TYPES.utf8:
      return { kind: 'text', offsetBytes: 4 };
    case ARROW_TYPES.largeUtf8:
      return { kind: 'text', offsetBytes: 8 };
    case ARROW_TYPES.binary:
      return { kind: 'bytes', offsetBytes: 4 };
    case ARROW_TYPES.largeBinary:
      return { kind: 'bytes', offsetBytes: 8 };
    case ARROW_TYPES.fixedSizeList: {
      const [item] = field.tables(5);
      const inner = isInner || item === undefined ? undefined : readType(item, name, true);
      if (inner?.kind === 'number') return { kind: 'fixedList', size: type?.int32(0) ?? 0, item: inner };
    }
  }
  const known = ARROW_TYPE_NAMES[number] ?? (number === ARROW_TYPES.fixedSizeList ? 'such a list' : `number ${number}`);
  throw badBody(
    `Arrow: column ${JSON.stringify(name.slice(0, 100))} is of type ${known}, which is not read: send numbers, booleans, texts or bytes`,
  );
}

function readInt(type: FlatTable): ArrowType {
  const bits = type.int32(0);
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw badBody(`Arrow: integers of ${bits} bits`);
  const dtype = `${type.int8(1) === 0 ? 'u' : ''}int${bits}` as const;
  return { kind: 'number', dtype, sizeBytes: bits / 8 };
}

function readFloat(precision: number): ArrowType {
  const sizeBytes = [2, 4, 8][precision];
  if (sizeBytes === undefined) throw badBody(`Arrow: floats of precision ${precision}`);
  return { kind: 'number', dtype: `float${sizeBytes * 8}` as Dtype, sizeBytes };
}
