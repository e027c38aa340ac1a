import { needsPython } from '../../formats/model-file-error.ts';

/** Python's \w for text: letters, digits of any script, and the underscore (but no combining marks). */
export const WORD = '\\p{L}\\p{N}_';
/** Python's \s for text. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const CLASS: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '[^\\p{Nd}]',
  s: SPACE,
  S: `[^${SPACE}]`,
  w: WORD,
  W: `[^${WORD}]`,
};
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const MAX_PATTERN = 1000;

/** One character class of the pattern, in the order in which they stand. */
interface Atom {
  readonly source: string;
  least: number;
  isEndless: boolean;
  /** Groups around it that may be left out or repeated. */
  readonly path: readonly number[];
}

interface Parser {
  readonly text: string;
  at: number;
  readonly atoms: Atom[];
  readonly path: number[];
  groups: number;
  captures: number;
  /** Number of atoms before the last boundary, anchor or lookaround. */
  assertedAt: number;
}

/** A pattern in JavaScript's form. `isGroup`: the first group is the token, not the whole match (Python's findall). */
export interface TokenPattern {
  readonly pattern: RegExp;
  readonly isGroup: boolean;
}

/**
 * Translates a Python token pattern: classes, groups, lookarounds, quantifiers, \b with Python's meaning of \w. Only
 * patterns that cannot take more than quadratic time are accepted; all others throw NEEDS_PYTHON.
 */
export function translatePattern(pattern: string): TokenPattern {
  const flags = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  const letters = flags?.[1] ?? '';
  if (/[^iu]/.test(letters) || pattern.length > MAX_PATTERN) throw refuse(pattern, 'its flags or its length');
  const parser: Parser = {
    text: pattern,
    at: flags?.[0].length ?? 0,
    atoms: [],
    path: [],
    groups: 0,
    captures: 0,
    assertedAt: -1,
  };
  const source = parseAlternatives(parser);
  if (parser.at < pattern.length) throw refuse(pattern, 'a parenthesis that closes nothing');
  assertFast(parser);
  return { pattern: new RegExp(source, letters.includes('i') ? 'giv' : 'gv'), isGroup: parser.captures === 1 };
}

function refuse(pattern: string, what: string) {
  return needsPython(
    'NEEDS_PYTHON',
    `token_pattern ${JSON.stringify(pattern.slice(0, 80))} has ${what} that is not run natively`,
  );
}

function parseAlternatives(p: Parser): string {
  // What stands in one of several alternatives is optional.
  const id = ++p.groups;
  const first = p.atoms.length;
  let source = parseSequence(p);
  while (p.text[p.at] === '|') {
    p.at++;
    source += `|${parseSequence(p)}`;
    for (let i = first; i < p.atoms.length; i++) p.atoms[i] = { ...p.atoms[i]!, path: [...p.atoms[i]!.path, id] };
  }
  return source;
}

function parseSequence(p: Parser): string {
  let source = '';
  while (p.at < p.text.length && p.text[p.at] !== '|' && p.text[p.at] !== ')') source += parseTerm(p);
  return source;
}

function parseTerm(p: Parser): string {
  const c = p.text[p.at]!;
  if (c === '(') return parseGroup(p);
  if (c === '\\' && p.text[p.at + 1] === 'b') {
    p.at += 2;
    p.assertedAt = p.atoms.length;
    return BOUNDARY;
  }
  if (c === '^') {
    p.at++;
    p.assertedAt = p.atoms.length;
    return '(?<![\\s\\S])';
  }
  if (c === '$') {
    p.at++;
    p.assertedAt = p.atoms.length;
    return '(?=\\n?(?![\\s\\S]))';
  }
  if ('*+?{'.includes(c)) throw refuse(p.text, 'a quantifier');
  const source = c === '[' ? parseClass(p) : c === '.' ? parseDot(p) : `[${parseCharacter(p)}]`;
  const atom: Atom = { source, least: 1, isEndless: false, path: [...p.path] };
  p.atoms.push(atom);
  const quantifier = parseQuantifier(p);
  if (quantifier === undefined) return source;
  atom.least = quantifier.least;
  atom.isEndless = quantifier.most > 50;
  return source + quantifier.source;
}

function parseDot(p: Parser): string {
  p.at++;
  return '[^\\n]';
}

interface Quantifier {
  readonly source: string;
  readonly least: number;
  readonly most: number;
}

function parseQuantifier(p: Parser): Quantifier | undefined {
  const match = /^(\*|\+|\?|\{(\d{0,4})(,?)(\d{0,4})\})([?+]?)/.exec(p.text.slice(p.at, p.at + 16));
  if (match === null) return undefined;
  const [whole, body = '', low = '', comma = '', high = '', lazy = ''] = match;
  p.at += whole.length;
  if (lazy === '+') throw refuse(p.text, 'a possessive quantifier');
  if (body === '*') return { source: whole, least: 0, most: Number.POSITIVE_INFINITY };
  if (body === '+') return { source: whole, least: 1, most: Number.POSITIVE_INFINITY };
  if (body === '?') return { source: whole, least: 0, most: 1 };
  if (low === '' && high === '') throw refuse(p.text, 'a brace');
  const least = Number(low);
  const most = comma === '' ? least : high === '' ? Number.POSITIVE_INFINITY : Number(high);
  if (most < least || least > 1000) throw refuse(p.text, 'a quantifier');
  return { source: `{${least}${comma === '' ? '' : `,${high}`}}${lazy}`, least, most };
}

const OPENERS: Readonly<Record<string, string>> = {
  '(?:': '(?:',
  '(?=': '(?=',
  '(?!': '(?!',
  '(?<=': '(?<=',
  '(?<!': '(?<!',
};

function parseGroup(p: Parser): string {
  const rest = p.text.slice(p.at, p.at + 80);
  const named = /^\(\?P<\w+>/.exec(rest)?.[0];
  const opener = named ?? /^\((\?(:|=|!|<=|<!))?/.exec(rest)![0];
  if (opener === '(' && rest[1] === '?') throw refuse(p.text, 'a group');
  const isCapture = opener === '(' || named !== undefined;
  if (isCapture && ++p.captures > 1) throw refuse(p.text, 'more than one capturing group');
  if (p.groups > 100) throw refuse(p.text, 'too many groups');
  p.at += opener.length;
  const id = ++p.groups;
  p.path.push(id);
  const first = p.atoms.length;
  const body = parseAlternatives(p);
  p.path.pop();
  if (p.text[p.at] !== ')') throw refuse(p.text, 'a parenthesis that is not closed');
  p.at++;
  const source = `${isCapture ? '(' : OPENERS[opener]!}${body})`;
  const quantifier = parseQuantifier(p);
  const isOptional = (quantifier?.least ?? 1) === 0 || !(isCapture || opener === '(?:');
  // A group that must be there does not count as one around its atoms.
  if (opener !== '(' && opener !== '(?:' && named === undefined) p.assertedAt = p.atoms.length;
  if (!isOptional) removeFromPaths(p.atoms, first, id);
  if (quantifier !== undefined && quantifier.most > 1) assertRepeatable(p, first);
  return source + (quantifier?.source ?? '');
}

function removeFromPaths(atoms: Atom[], first: number, id: number): void {
  for (let i = first; i < atoms.length; i++) {
    const atom = atoms[i]!;
    atoms[i] = { ...atom, path: atom.path.filter((other) => other !== id) };
  }
}

/** A repeated group must begin with one character that none of its endless parts can take: then it is read in one way only. */
function assertRepeatable(p: Parser, first: number): void {
  const [head, ...others] = p.atoms.slice(first);
  const isPlain =
    head !== undefined &&
    head.least >= 1 &&
    !head.isEndless &&
    others.every(({ path }) => path.length === head.path.length);
  if (!isPlain || others.some((atom) => overlaps(head, atom))) throw refuse(p.text, 'a repeated group');
}

/**
 * Two endless parts that can take the same characters need something between them that the first cannot take, unless
 * nothing behind the first can fail.
 */
function assertFast(p: Parser): void {
  const { atoms } = p;
  for (let i = 0; i < atoms.length; i++) {
    const cannotFail = p.assertedAt <= i && atoms.slice(i + 1).every(({ least }) => least === 0);
    if (!atoms[i]!.isEndless || cannotFail) continue;
    for (let j = i + 1; j < atoms.length; j++) {
      if (!atoms[j]!.isEndless || !overlaps(atoms[i]!, atoms[j]!)) continue;
      const between = atoms.slice(i + 1, j);
      const isParted = between.some(
        (atom) => atom.least >= 1 && atom.path.every((id) => atoms[j]!.path.includes(id)) && !overlaps(atoms[i]!, atom),
      );
      if (!isParted) throw refuse(p.text, 'repetitions in a row');
    }
  }
}

function overlaps(a: Atom, b: Atom): boolean {
  const both = new RegExp(`(?=${a.source})${b.source}`, 'iv');
  for (let code = 0; code < 0x3000; code++) if (both.test(String.fromCharCode(code))) return true;
  return both.test('\u4e00') || both.test('\u{1f600}');
}

function parseClass(p: Parser): string {
  p.at++;
  let source = p.text[p.at] === '^' ? '[^' : '[';
  if (source === '[^') p.at++;
  let isFirst = true;
  while (p.text[p.at] !== ']' || isFirst) {
    if (p.at >= p.text.length) throw refuse(p.text, 'a bracket that is not closed');
    isFirst = false;
    const low = parseCharacter(p);
    const isRange = p.text[p.at] === '-' && p.text[p.at + 1] !== ']' && p.at + 1 < p.text.length;
    if (!isRange) {
      source += low;
      continue;
    }
    p.at++;
    const high = parseCharacter(p);
    if (!low.startsWith('\\u{') || !high.startsWith('\\u{') || codeOf(high) < codeOf(low))
      throw refuse(p.text, 'a range');
    source += `${low}-${high}`;
  }
  p.at++;
  return `${source}]`;
}

function codeOf(escaped: string): number {
  return Number.parseInt(escaped.slice(3, -1), 16);
}

/** One character or class escape, in a form that means the same inside and outside brackets of JavaScript's v mode. */
function parseCharacter(p: Parser): string {
  const code = p.text.codePointAt(p.at)!;
  p.at += code > 0xffff ? 2 : 1;
  if (code !== 0x5c) return escapeCode(code);
  const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(p.text.slice(p.at, p.at + 9));
  if (hex !== null) {
    p.at += hex[0].length;
    const value = Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16);
    if (value > 0x10ffff) throw refuse(p.text, 'an escape');
    return escapeCode(value);
  }
  const letter = p.text[p.at] ?? '';
  p.at++;
  if (Object.hasOwn(CLASS, letter)) return CLASS[letter]!;
  if (Object.hasOwn(CONTROLS, letter)) return escapeCode(CONTROLS[letter]!);
  if (letter === '' || /[A-Za-z0-9]/.test(letter)) throw refuse(p.text, `the escape \\${letter}`);
  return escapeCode(letter.codePointAt(0)!);
}

function escapeCode(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
