/**
 * The class of what user code raised (`KeyError`), for callers to whom an empty message says nothing.
 * It is the `cause` of a RadiantError with the exception's text as its message.
 */
export interface UserException {
  readonly exception: string;
}
