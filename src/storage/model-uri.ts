import { RadiantError } from '../base/index.ts';

/** What a user typed to say where a model lies, cut into scheme and rest. */
export interface ModelUri {
  /** As it was typed, without secrets: for messages and logs. */
  readonly shown: string;
  /** As it was typed. May hold secrets (a SAS, a password): never in messages. */
  readonly text: string;
  /** `s3` of `s3://bucket/key`, `file` for a plain path, the remote's name for rclone's `remote:path`. */
  readonly scheme: string;
  /** What follows the scheme and its `:` or `://`. */
  readonly rest: string;
  /** Whether `//` followed the scheme. */
  readonly hasAuthority: boolean;
}

const MAX_URI_LENGTH = 8192;
/** `,key=value` of a connection string of rclone. Values with `,` or `:` in them are quoted, a quote in them doubled. */
const RCLONE_OPTION = /(,\w+)=(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^,:]*)/g;
const SCHEME = /^([A-Za-z][\w.+-]*):(\/\/)?/;

/**
 * Cuts a URI. A text without a scheme is a path of the file system; `:backend,key=value:path` is rclone's.
 * Throws INVALID_ARGUMENT for an empty or absurdly long text.
 */
export function parseModelUri(text: string): ModelUri {
  if (text === '') throw invalid('the model URI is empty: give a path, or a URI such as s3://bucket/model');
  if (text.length > MAX_URI_LENGTH)
    throw invalid(`the model URI has ${text.length} characters, the limit is ${MAX_URI_LENGTH}`);
  if (text.includes('\0')) throw invalid('the model URI has a NUL character');
  const shown = redactUri(text);
  if (text.startsWith(':')) return { shown, text, scheme: ':', rest: text.slice(1), hasAuthority: false };
  const match = SCHEME.exec(text);
  if (match === null) return { shown, text, scheme: 'file', rest: text, hasAuthority: false };
  return {
    shown,
    text,
    scheme: (match[1] ?? '').toLowerCase(),
    rest: text.slice(match[0].length),
    hasAuthority: match[2] !== undefined,
  };
}

/** A URI without what may be secret: user information, the values of the query, and those of rclone's options. */
export function redactUri(text: string): string {
  if (text.startsWith(':')) return text.replace(RCLONE_OPTION, '$1=...');
  return text
    .replace(/^([A-Za-z][\w.+-]*:\/\/)[^/?#]*@(?=[^/?#]*\.[^/?#]*|localhost)/, (whole, prefix: string) =>
      isContainerAt(prefix) ? whole : prefix,
    )
    .replace(/([?&][^=&#]*)=[^&#]*/g, '$1=...');
}

/** `wasbs://container@account...` and `abfss://...`: what stands before the @ is no password there. */
function isContainerAt(prefix: string): boolean {
  return /^(wasbs?|abfss?):/i.test(prefix);
}

function invalid(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'INVALID_URI' });
}
