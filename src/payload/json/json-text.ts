/**
 * JSON as UTF-8 bytes that have been checked to be well formed, handed on without being parsed.
 * `lenient` is true when the tokens NaN, Infinity or -Infinity, which JSON does not have, stand in it:
 * such a text must never be sent to a client as it is.
 */
export interface JsonText {
  readonly utf8: Uint8Array;
  readonly lenient: boolean;
}

/** A parsed JSON value. Integers beyond 2^53 are bigint; floats written like integers are numbers. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}
