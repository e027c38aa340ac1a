import type { JsonText, NamedTensor } from '../../payload/index.ts';
import { joinList, objectMembers } from '../plain/index.ts';
import { badRequest } from './bad-request.ts';
import { readTensor } from './read-value.ts';

/** Records as columns: one tensor a key, whose first dimension are the records. Throws INVALID_ARGUMENT when their keys differ. */
export function readRecords(records: readonly JsonText[], field: string): readonly NamedTensor[] {
  const columns = new Map<string, JsonText[]>();
  records.forEach((record, row) => {
    const members = objectMembers(record);
    if (members === undefined) throw badRequest(`${field}[${row}] is no object, but ${field}[0] is one`);
    for (const [key, value] of members) {
      const column = columns.get(key);
      if (column === undefined && row === 0) columns.set(key, [value]);
      else if (column?.length === row) column.push(value);
      else
        throw badRequest(`${field}[${row}] has ${JSON.stringify(key)}, which ${field}[${column ? row - 1 : 0}] lacks`);
    }
    for (const [key, column] of columns) {
      if (column.length === row)
        throw badRequest(`${field}[${row}] lacks ${JSON.stringify(key)}, which ${field}[0] has`);
    }
  });
  return Array.from(columns, ([name, values]) => ({
    name,
    tensor: readTensor(joinList(values), `${field}: ${JSON.stringify(name)}`),
  }));
}
