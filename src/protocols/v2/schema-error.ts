import { RadiantError } from '../../base/index.ts';
import { type JsonCursor, type JsonObject, type JsonValue, parseJson } from '../../payload/index.ts';

/** Where something stands in a body, from `body` on. */
export type Location = readonly (string | number)[];

/** What is wrong with one field of a request, in the words of the validation errors that V2 servers on FastAPI answer. */
export interface SchemaProblem {
  /** `missing`, `string_type`, `list_type`, `enum`, ... */
  readonly type: string;
  readonly loc: Location;
  readonly msg: string;
  /** What stands there, when it is small. */
  readonly input?: JsonValue;
  readonly ctx?: JsonObject;
}

/** The `cause` of an error that is answered with 422 and every problem under `detail`. */
export interface SchemaProblems {
  readonly problems: readonly SchemaProblem[];
}

/** More of a request is not shown in an answer. */
const MAX_SHOWN_BYTES = 2048;

/** A problem with the value from `start` to the cursor. */
export function problemAt(type: string, loc: Location, msg: string, cursor: JsonCursor, start: number): SchemaProblem {
  const size = cursor.pos - start;
  if (size > MAX_SHOWN_BYTES) return { type, loc, msg };
  return { type, loc, msg, input: parseJson(cursor.bytes.subarray(start, cursor.pos)) };
}

const FIELD_ORDER = ['id', 'parameters', 'inputs', 'name', 'shape', 'datatype', 'data', 'outputs'];

/** A request that does not have the form of the protocol: 422 with all problems, in the order of the fields. */
export function schemaError(problems: readonly SchemaProblem[], summary?: string): RadiantError {
  const sorted = [...problems].sort((a, b) => compareLocations(a.loc, b.loc));
  const message = summary ?? sorted.map(({ loc, msg }) => `${describe(loc)}: ${msg}`).join('; ');
  const cause: SchemaProblems = { problems: sorted };
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', httpStatus: 422, cause });
}

function compareLocations(a: Location, b: Location): number {
  for (let i = 1; i < Math.min(a.length, b.length); i++) {
    const order = rank(a[i]!) - rank(b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function rank(part: string | number): number {
  return typeof part === 'number' ? part : FIELD_ORDER.indexOf(part);
}

/** `inputs[0].shape`. */
function describe(loc: Location): string {
  let text = '';
  for (const part of loc.slice(1)) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text === '' ? 'the body' : text;
}
