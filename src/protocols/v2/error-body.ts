import type { RadiantError } from '../../base/index.ts';
import { formatJson, type JsonValue } from '../../payload/index.ts';
import type { SchemaProblems } from './schema-error.ts';

/** The words of FastAPI's servers for paths and methods that are not there. */
const DETAILS: Readonly<Record<string, string>> = {
  METHOD_NOT_ALLOWED: 'Method Not Allowed',
  PATH_NOT_FOUND: 'Not Found',
};

/** `{"error": message}`; a request of the wrong form has all its problems under `detail` too. */
export function encodeErrorRest(error: RadiantError): string {
  const body: Record<string, JsonValue> = { error: error.message };
  const problems = problemsOf(error.cause);
  if (problems !== undefined) body.detail = problems;
  else if (DETAILS[error.reason] !== undefined) body.detail = DETAILS[error.reason]!;
  return formatJson(body);
}

function problemsOf(cause: unknown): JsonValue | undefined {
  if (typeof cause !== 'object' || cause === null || !('problems' in cause)) return undefined;
  return (cause as SchemaProblems).problems.map(({ type, loc, msg, input, ctx }) => ({
    type,
    loc,
    msg,
    ...(input === undefined ? {} : { input }),
    ...(ctx === undefined ? {} : { ctx }),
  }));
}
