import type { JsonObject } from '../../payload/index.ts';
import { badAnswer } from './bad-request.ts';

/** What the server says itself of a connection or a body. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const MAX_HEADERS = 50;
const MAX_VALUE_LENGTH = 4096;

export interface SaidBeside {
  /** Without headers; undefined when nothing else is said. */
  readonly parameters: JsonObject | undefined;
  /** Names and values in turn. */
  readonly headers: readonly string[] | undefined;
}

/**
 * Takes the headers of an answer out of what a model says beside its outputs: its tag `headers`, an object of texts. Another kind of tag
 * of that name stays a parameter. Throws INTERNAL for what cannot be a header.
 */
export function takeHeaders(tags: JsonObject | undefined): SaidBeside {
  if (tags === undefined) return NOTHING_SAID;
  const given = tags.headers;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { parameters: tags, headers: undefined };
  const entries = Object.entries(given);
  if (entries.length > MAX_HEADERS)
    throw badAnswer(`the model set ${entries.length} headers, ${MAX_HEADERS} are allowed`);
  const headers: string[] = [];
  for (const [name, value] of entries) {
    // Those of CloudEvents are the server's.
    if (name.toLowerCase().startsWith('ce-')) continue;
    headers.push(checkName(name), checkValue(name, value));
  }
  const { headers: _, ...others } = tags;
  return { parameters: Object.keys(others).length === 0 ? undefined : others, headers };
}

const NOTHING_SAID: SaidBeside = Object.freeze({ parameters: undefined, headers: undefined });

function checkName(name: string): string {
  const lower = name.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,200}$/.test(lower)) {
    throw badAnswer(`the model set a header whose name is no name of a header: ${JSON.stringify(name.slice(0, 50))}`);
  }
  if (OWN_HEADERS.has(lower) || lower.startsWith('grpc-') || lower.endsWith('-bin')) {
    throw badAnswer(`the model set the header ${name}, which is the server's`);
  }
  return name;
}

function checkValue(name: string, value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || text.length > MAX_VALUE_LENGTH || !/^[\x20-\x7e]*$/.test(text)) {
    throw badAnswer(
      `the model set the header ${name} to what is no printable text of at most ${MAX_VALUE_LENGTH} characters`,
    );
  }
  return text;
}
