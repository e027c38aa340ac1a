import { malformed } from '../model-file-error.ts';

/** What the YAML of an MLmodel file can say. */
export type SimpleYaml = null | boolean | number | string | readonly SimpleYaml[] | ReadonlyMap<string, SimpleYaml>;

const MAX_DEPTH = 50;
const MAX_BYTES = 4_000_000;
const MAX_LINES = 100_000;

/**
 * Parses the small part of YAML that MLflow writes: block mappings and lists, plain and quoted texts (also over several
 * lines), empty `{}` and `[]`, comments. Everything else (tags, anchors, aliases, flow collections, block texts,
 * several documents) is refused with a reason: no file can make it multiply or construct anything.
 */
export function parseSimpleYaml(bytes: Uint8Array): SimpleYaml {
  if (bytes.length > MAX_BYTES)
    throw malformed(`the YAML has ${bytes.length} bytes: more than the limit of ${MAX_BYTES}`);
  const parser = new SimpleYamlParser(new TextDecoder().decode(bytes));
  return parser.parse();
}

interface Line {
  readonly number: number;
  readonly indent: number;
  text: string;
}

class SimpleYamlParser {
  readonly #lines: Line[];
  #at = 0;

  constructor(text: string) {
    const lines = text.split('\n', MAX_LINES + 1);
    if (lines.length > MAX_LINES) throw malformed(`the YAML has more lines than the limit of ${MAX_LINES}`);
    this.#lines = lines.flatMap((line, i) => {
      const trimmed = line.trimStart();
      if (trimmed === '' || trimmed.startsWith('#') || (i === 0 && line.trim() === '---')) return [];
      return [{ number: i + 1, indent: line.length - trimmed.length, text: line.trim() }];
    });
  }

  parse(): SimpleYaml {
    if (this.#lines.length === 0) return null;
    const value = this.#block(this.#lines[0]!.indent, 0);
    const rest = this.#lines[this.#at];
    if (rest !== undefined) throw fail(rest, 'is indented otherwise than what it belongs to');
    return value;
  }

  #block(indent: number, depth: number): SimpleYaml {
    const line = this.#lines[this.#at]!;
    if (depth > MAX_DEPTH) throw fail(line, `is nested deeper than the limit of ${MAX_DEPTH}`);
    return isItem(line) ? this.#list(indent, depth) : this.#mapping(indent, depth);
  }

  #list(indent: number, depth: number): SimpleYaml {
    const items: SimpleYaml[] = [];
    for (
      let line = this.#lines[this.#at];
      line !== undefined && line.indent === indent && isItem(line);
      line = this.#lines[this.#at]
    ) {
      const rest = line.text.slice(1).trimStart();
      if (rest === '') {
        this.#at++;
        items.push(this.#nested(indent, depth, line));
      } else if (findKey(rest) !== undefined || isItemText(rest)) {
        // The item is a block of its own that begins on this line.
        const inner = { number: line.number, indent: indent + (line.text.length - rest.length), text: rest };
        this.#lines[this.#at] = inner;
        items.push(this.#block(inner.indent, depth + 1));
      } else items.push(this.#scalar(line, rest, indent));
    }
    return items;
  }

  #mapping(indent: number, depth: number): SimpleYaml {
    const entries = new Map<string, SimpleYaml>();
    for (
      let line = this.#lines[this.#at];
      line !== undefined && line.indent === indent && !isItem(line);
      line = this.#lines[this.#at]
    ) {
      const found = findKey(line.text);
      if (found === undefined) throw fail(line, 'is no "key: value"');
      if (entries.has(found.key)) throw fail(line, `has the key ${JSON.stringify(found.key)} a second time`);
      if (found.rest === '') {
        this.#at++;
        entries.set(found.key, this.#nested(indent, depth, line));
      } else entries.set(found.key, this.#scalar(line, found.rest, indent));
    }
    return entries;
  }

  /** What hangs below a key or dash: a deeper block, or a list at the same indent, or nothing. */
  #nested(indent: number, depth: number, owner: Line): SimpleYaml {
    const next = this.#lines[this.#at];
    if (next === undefined) return null;
    if (next.indent > indent) {
      // A text that begins on the line after its key.
      if (!isItem(next) && findKey(next.text) === undefined) return this.#scalar(next, next.text, indent);
      return this.#block(next.indent, depth + 1);
    }
    return next.indent === indent && isItem(next) && !isItem(owner) ? this.#block(indent, depth + 1) : null;
  }

  /** A text, which may go on over the following deeper lines: a line break counts as a blank. */
  #scalar(line: Line, first: string, indent: number): SimpleYaml {
    refuseSpecial(line, first);
    this.#at++;
    return first[0] === "'" || first[0] === '"' ? this.#quoted(line, first, first[0]) : this.#plain(first, indent);
  }

  #plain(first: string, indent: number): SimpleYaml {
    const parts = [withoutComment(first)];
    for (let next = this.#lines[this.#at]; next !== undefined && next.indent > indent; next = this.#lines[this.#at]) {
      parts.push(withoutComment(next.text));
      this.#at++;
    }
    return plainValue(parts.join(' '));
  }

  #quoted(line: Line, first: string, quote: "'" | '"'): SimpleYaml {
    let text = '';
    let part = first.slice(1);
    for (;;) {
      const end = findQuote(part, quote);
      if (end >= 0) {
        const rest = part.slice(end + 1).trim();
        if (rest !== '' && !rest.startsWith('#')) throw fail(line, 'has something behind the end of its text');
        text += part.slice(0, end);
        return quote === "'" ? text.replaceAll("''", "'") : resolveEscapes(line, text);
      }
      const next = this.#lines[this.#at];
      if (next === undefined) throw fail(line, 'has a text without an end');
      // A backslash at the end of a line joins it with the next one, whose first blank is then written with another.
      const isJoined = quote === '"' && part.endsWith('\\');
      text += isJoined ? part.slice(0, -1) : `${part} `;
      part = isJoined && next.text.startsWith('\\ ') ? next.text.slice(1) : next.text;
      this.#at++;
    }
  }
}

/** Where a quoted text ends in this line, or -1: a doubled quote or an escaped one does not end it. */
function findQuote(text: string, quote: string): number {
  for (let i = 0; i < text.length; i++) {
    if (quote === '"' && text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (quote === '"' || text[i + 1] !== quote) return i;
      i++;
    }
  }
  return -1;
}

function isItem(line: Line): boolean {
  return isItemText(line.text);
}

function isItemText(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

/** Characters that no plain key begins with. */
const SPECIAL = '\'"&*!|>%@`{}[],#?:';

/** The key at the beginning of a line and what follows it; undefined where the line is no `key: value`. */
function findKey(text: string): { readonly key: string; readonly rest: string } | undefined {
  const quote = text[0] === "'" || text[0] === '"' ? text[0] : undefined;
  if (quote !== undefined) {
    const end = findQuote(text.slice(1), quote) + 1;
    const behind = text.slice(end + 1).trimStart();
    if (end === 0 || !isColon(behind, 0)) return undefined;
    return { key: text.slice(1, end).replaceAll("''", "'"), rest: valueBehind(behind.slice(1)) };
  }
  if (SPECIAL.includes(text[0]!)) return undefined;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    if (isColon(text, at)) return { key: text.slice(0, at).trimEnd(), rest: valueBehind(text.slice(at + 1)) };
  }
  return undefined;
}

/** A colon ends a key only at the end of the line or before a blank. */
function isColon(text: string, at: number): boolean {
  return text[at] === ':' && (at + 1 === text.length || text[at + 1] === ' ' || text[at + 1] === '\t');
}

/** A value that is only a comment is none. */
function valueBehind(text: string): string {
  const value = text.trim();
  return value.startsWith('#') ? '' : value;
}

function refuseSpecial(line: Line, text: string): void {
  if (text === '{}' || text === '[]') return;
  const first = text[0]!;
  if (first === '!') throw fail(line, 'has a tag, which would construct an object: refused');
  if (first === '&' || first === '*') throw fail(line, 'has an anchor or alias, which no MLmodel needs: refused');
  if (first === '{' || first === '[') throw fail(line, 'has a list or mapping in brackets, which is not supported');
  if (first === '|' || first === '>') throw fail(line, 'has a block text, which is not supported');
  if ('%@`'.includes(first)) throw fail(line, `begins with ${first}, which YAML reserves`);
}

function withoutComment(text: string): string {
  const at = text.indexOf(' #');
  return at < 0 ? text : text.slice(0, at).trimEnd();
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function plainValue(text: string): SimpleYaml {
  if (text === '{}') return new Map();
  if (text === '[]') return [];
  if (text === 'null' || text === '~' || text === 'Null' || text === 'NULL') return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return NUMBER.test(text) ? Number(text) : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '\\': '\\',
  '"': '"',
  '/': '/',
  ' ': ' ',
};

function resolveEscapes(line: Line, text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const found = ESCAPES[code];
    if (found === undefined) throw fail(line, `has the escape \\${code}`);
    return found;
  });
}

function fail(line: Line, problem: string) {
  return malformed(`MLmodel, line ${line.number}: ${problem}`);
}
