import { escapeNonAscii } from '../../payload/index.ts';
import { indentJson } from './indent-json.ts';

export interface FinishOptions {
  /** Characters outside of ASCII are written as \\u escapes: FLASK_JSON_AS_ASCII, true unless set. */
  readonly jsonAsAscii: boolean;
  /** FLASK_JSONIFY_PRETTYPRINT_REGULAR. */
  readonly prettyPrint?: boolean;
}

/** The body of an answer. Looking for letters outside of ASCII is saved where there can be none (`isAscii`): in numbers. */
export function finishJson(json: string, options: FinishOptions, isAscii: boolean): string {
  const text = options.jsonAsAscii && !isAscii ? escapeNonAscii(json) : json;
  return `${options.prettyPrint === true ? indentJson(text) : text}\n`;
}
