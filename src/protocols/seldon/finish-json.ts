import { escapeNonAscii } from '../../payload/index.ts';
import { indentJson } from './indent-json.ts';

export interface FinishOptions {
  /** Characters outside of ASCII are written as \\u escapes: FLASK_JSON_AS_ASCII, true unless set. */
  readonly jsonAsAscii: boolean;
  /** FLASK_JSONIFY_PRETTYPRINT_REGULAR. */
  readonly prettyPrint?: boolean;
}

/** The body of an answer. */
export function finishJson(json: string, options: FinishOptions): string {
  return layOut(toAscii(json, options), options);
}

/** Escapes what is not ASCII, if that is wanted. */
export function toAscii(json: string, options: FinishOptions): string {
  return options.jsonAsAscii ? escapeNonAscii(json) : json;
}

/** Puts a JSON text on one line, or on many. */
export function layOut(json: string, options: FinishOptions): string {
  return `${options.prettyPrint === true ? indentJson(json) : json}\n`;
}
