import { RadiantError } from '../../base/errors.ts';
import type { NamedTensor, Outcome } from '../../payload/index.ts';

/** Data that came without a message around it. */
export interface PlainBody {
  /** Columns of a table, or one array without a name. */
  readonly tensors: readonly NamedTensor[];
  readonly isTable: boolean;
  /** False: the names of the columns are only their positions. */
  readonly hasNames: boolean;
}

/** A media type whose bodies are data and nothing else. */
export interface BodyForm {
  /** `parameters` are those of the Content-Type, by name in lower case. Throws INVALID_ARGUMENT. */
  decode(body: Uint8Array, parameters: ReadonlyMap<string, string>): PlainBody;
  /** An answer; undefined when the form cannot hold it. */
  encode(outcome: Outcome): Uint8Array | undefined;
}

/** The caller's fault; the message names the place. */
export function badBody(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', cause });
}
