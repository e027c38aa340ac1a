import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { badAttribute, hasAttribute, itemsOf, readBoolean, readNumbers, readText } from '../read-attributes.ts';
import { ENGLISH_STOP_WORDS } from './english-stop-words.table.ts';
import { SPACE, translatePattern, WORD } from './python-pattern.ts';
import { stripAccentsAscii, stripAccentsUnicode } from './strip-accents.ts';

/** Splits a text into the terms that are counted and gives each to `add`. */
export type Analyzer = (text: string, add: (term: string) => void) => void;

const DEFAULT_PATTERN = '(?u)\\b\\w\\w+\\b';
const MAX_NGRAM = 100;

/** The analyzer of a vectorizer: lower case, accents, tokens, stop words, n-grams. Throws NEEDS_PYTHON for functions. */
export function readAnalyzer(object: DescribedObject): Analyzer {
  for (const name of ['preprocessor', 'tokenizer']) if (hasAttribute(object, name)) throw isFunction(object, name);
  const analyzer = object.state.get('analyzer') ?? 'word';
  if (analyzer !== 'word' && analyzer !== 'char' && analyzer !== 'char_wb') throw isFunction(object, 'analyzer');
  if ((object.state.get('input') ?? 'content') !== 'content') {
    throw needsPython('NEEDS_PYTHON', `${object.name}.input reads files`);
  }
  const [least, most] = readNumbers(object, 'ngram_range', { shape: [2] }).data;
  const isRange =
    Number.isInteger(least) && Number.isInteger(most) && least! >= 1 && most! >= least! && most! <= MAX_NGRAM;
  if (!isRange) throw badAttribute(object, 'ngram_range', `is ${least} to ${most}, want 1 to at most ${MAX_NGRAM}`);
  const prepare = readPreparation(object);
  const spaces = new RegExp(`[${SPACE}]{2,}`, 'gu');
  const space = new RegExp(`[${SPACE}]+`, 'u');
  if (analyzer === 'char') return (text, add) => charGrams(prepare(text), spaces, least!, most!, add);
  if (analyzer === 'char_wb') return (text, add) => boundedGrams(prepare(text), space, least!, most!, add);
  const tokenize = readTokenizer(object);
  const stopWords = readStopWords(object);
  return (text, add) => {
    const tokens = tokenize(prepare(text));
    wordGrams(stopWords === undefined ? tokens : tokens.filter((token) => !stopWords.has(token)), least!, most!, add);
  };
}

function isFunction(object: DescribedObject, name: string) {
  return needsPython('NEEDS_PYTHON', `${object.name}.${name} is a function`);
}

function readPreparation(object: DescribedObject): (text: string) => string {
  const isLower = readBoolean(object, 'lowercase', true);
  const accents = object.state.get('strip_accents') ?? null;
  if (accents !== null && accents !== 'unicode' && accents !== 'ascii') throw isFunction(object, 'strip_accents');
  const strip = accents === 'unicode' ? stripAccentsUnicode : accents === 'ascii' ? stripAccentsAscii : undefined;
  return (text) => {
    const cased = isLower ? text.toLowerCase() : text;
    return strip === undefined ? cased : strip(cased);
  };
}

function readTokenizer(object: DescribedObject): (text: string) => readonly string[] {
  const given = readText(object, 'token_pattern', DEFAULT_PATTERN);
  if (given === DEFAULT_PATTERN) {
    // A run of two or more word characters is all that the default pattern can match.
    const words = new RegExp(`[${WORD}]{2,}`, 'gu');
    return (text) => text.match(words) ?? [];
  }
  const { pattern, isGroup } = translatePattern(given);
  if (!isGroup) return (text) => text.match(pattern) ?? [];
  return (text) => Array.from(text.matchAll(pattern), (match) => match[1] ?? '');
}

function readStopWords(object: DescribedObject): ReadonlySet<string> | undefined {
  const value = object.state.get('stop_words') ?? null;
  if (value === null) return undefined;
  if (value === 'english') return new Set(ENGLISH_STOP_WORDS.split(' '));
  const items = itemsOf(value);
  if (items === undefined || !items.every((item) => typeof item === 'string')) {
    throw badAttribute(object, 'stop_words', 'want "english" or a list of texts');
  }
  return new Set(items as readonly string[]);
}

function wordGrams(tokens: readonly string[], least: number, most: number, add: (term: string) => void): void {
  for (let n = least; n <= Math.min(most, tokens.length); n++) {
    for (let i = 0; i + n <= tokens.length; i++) add(n === 1 ? tokens[i]! : tokens.slice(i, i + n).join(' '));
  }
}

/** Characters are code points, as in Python. */
function charGrams(text: string, spaces: RegExp, least: number, most: number, add: (term: string) => void): void {
  const characters = Array.from(text.replace(spaces, ' '));
  for (let n = least; n <= Math.min(most, characters.length); n++) {
    for (let i = 0; i + n <= characters.length; i++) add(characters.slice(i, i + n).join(''));
  }
}

/** n-grams within words, each word between two spaces; a word that is too short counts once. */
function boundedGrams(text: string, space: RegExp, least: number, most: number, add: (term: string) => void): void {
  for (const word of text.split(space)) {
    if (word === '') continue;
    const characters = [' ', ...word, ' '];
    for (let n = least; n <= most; n++) {
      for (let i = 0; i === 0 || i + n <= characters.length; i++) add(characters.slice(i, i + n).join(''));
      if (n >= characters.length) break;
    }
  }
}
