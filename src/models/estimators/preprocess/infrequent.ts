import type { DescribedObject } from '../../formats/described.ts';
import { badAttribute, hasAttribute, readItems, toNumberArray } from '../read-attributes.ts';
import type { Categories } from './categories.ts';

/** How codes of one column are grouped: rare categories share the last code. */
export interface Grouping {
  /** Old code -> new code. */
  readonly map: Int32Array;
  /** Number of codes after grouping. */
  readonly count: number;
  /** Code of the group before `map` (any of its members). */
  readonly member: number;
}

/** Groupings per column, undefined where a column has none (or the file is older than 1.1). */
export function readGroupings(
  object: DescribedObject,
  categories: readonly Categories[],
): readonly (Grouping | undefined)[] {
  const name = '_default_to_infrequent_mappings';
  const isEnabled = object.state.get('_infrequent_enabled') !== false && hasAttribute(object, name);
  if (!isEnabled) return categories.map(() => undefined);
  const maps = readItems(object, name);
  const members = readItems(object, '_infrequent_indices');
  if (maps.length !== categories.length || members.length !== categories.length) {
    throw badAttribute(object, name, `has ${maps.length} entries for ${categories.length} columns`);
  }
  return maps.map((value, column) => {
    if (value === null) return undefined;
    const map = toNumberArray(value);
    const member = toNumberArray(members[column]);
    const { count: wanted, nanCode } = categories[column]!;
    // OrdinalEncoder keeps NaN, the last of the categories, out of the groups.
    const isShort = nanCode === wanted - 1 && map?.data.length === wanted - 1;
    if (
      (map?.data.length !== wanted && !isShort) ||
      map === undefined ||
      member === undefined ||
      member.data.length === 0
    ) {
      throw badAttribute(object, `${name}[${column}]`, `want ${wanted} codes`);
    }
    const codes = Int32Array.from(map.data);
    const isGood =
      codes.every((code) => code >= 0 && code < wanted) && member.data[0]! < wanted && member.data[0]! >= 0;
    if (!isGood) throw badAttribute(object, `${name}[${column}]`, 'holds a code that is no category');
    return { map: codes, count: codes.reduce((a, b) => Math.max(a, b), 0) + 1, member: member.data[0]! };
  });
}
