import { RadiantError } from './radiant-error.ts';

export interface ConvertedError {
  readonly error: RadiantError;
  /** Set when the fault is ours: the log must hold the cause under this id, the client sees only the id. */
  readonly incidentId: string | undefined;
}

/** The one converter from unknown: a RadiantError stays, anything else becomes INTERNAL with a short id. */
export function toRadiantError(thrown: unknown): ConvertedError {
  if (thrown instanceof RadiantError) return { error: thrown, incidentId: undefined };
  const incidentId = Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex');
  const error = new RadiantError('INTERNAL', `internal error, incident ${incidentId}: the server's log has the cause`, {
    reason: 'INTERNAL_ERROR',
    cause: thrown,
  });
  return { error, incidentId };
}
