import type { Rule, Source } from './source.ts';
import { isTable, isTest, withoutComments } from './source.ts';

const MAX_LINES = 500;
const FORBIDDEN_NAMES = /(^|[-/.])(utils?|helpers?|common|misc|managers?)([-/.]|$)/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/;
/** An empty collection is there to be filled, unless its type says that nobody may. */
const MUTABLE_CONST =
  /^(?:export )?const (\w+)(?![^=\n]*(?:readonly|Readonly|JsonValue))[^=\n]*= (?:new (?:Map|Set|WeakMap|WeakSet|Array)(?:<[^\n]*>)?\(\)|\[\]|\{\});/gm;

/** Nobody has to read more than 500 lines in one file. */
export const checkSize: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - 1;
  return lines > MAX_LINES && !isTable(path) ? [`${path}: ${lines} lines, the limit is ${MAX_LINES}`] : [];
};

/** Files are kebab-case and say what they hold. */
export const checkName: Rule = ({ path }) => [
  ...(FORBIDDEN_NAMES.test(path) ? [`${path}: the name says nothing; call it by what it does`] : []),
  ...(KEBAB_CASE.test(path.split('/').at(-1) ?? '') ? [] : [`${path}: file names are kebab-case`]),
];

/** What the type stripper cannot run or the house does not want. */
export const checkLanguage: Rule = (source) =>
  complain(source, [
    [/^export default /m, 'has a default export'],
    [/^(export )?(declare )?(const )?enum \w/m, 'has an enum'],
    [/^(export )?(declare )?namespace \w/m, 'has a namespace'],
    [/^\s*@[A-Z]\w*\(/m, 'has a decorator'],
  ]);

/** Silenced compilers hide errors. Looks at comments too. */
export const checkSilenced: Rule = ({ path, text }) =>
  /@ts-(ignore|nocheck|expect-error)/.test(text) && !path.startsWith('tests/house/')
    ? [`${path}: silences the compiler`]
    : [];

/** Modules keep nothing between calls, and do nothing when they are imported. */
export const checkState: Rule = (source) => {
  if (isTest(source.path) || !source.path.startsWith('src/')) return [];
  const text = withoutComments(source.text);
  const collections = [...text.matchAll(MUTABLE_CONST)].map(
    ([, name]) => `${source.path}: ${name} is state at module level`,
  );
  return [...collections, ...complain(source, [[/^(export )?(let|var) \w/m, 'has a variable at module level']])];
};

/** Only the entry points of the command line do something when they are loaded. */
export const checkImportWork: Rule = (source) => {
  const isEntry = /^#!/.test(source.text) || !source.path.startsWith('src/') || isTest(source.path);
  return isEntry ? [] : complain(source, [[/^(await|\w[\w.]*\() ?/m, 'does work when it is imported']]);
};

/** The environment is read in one place. */
export const checkEnvironment: Rule = (source) => {
  const isReader = !source.path.startsWith('src/') || source.path.startsWith('src/base/config/') || isTest(source.path);
  return isReader ? [] : complain(source, [[/\bprocess\.env\b/, 'reads the environment; that is for src/base/config']]);
};

/** Metadata of a model names the kinds of data by the words of the protocol that it is shown in. */
const MAY_SAY_PROTOCOL_WORDS: ReadonlySet<string> = new Set(['src/server/service/validate-metadata.ts']);

/** Words of a wire protocol stay in that protocol's folder. */
export const checkProtocolWords: Rule = (source) => {
  const isRoom = source.path.startsWith('src/') && !isTest(source.path) && !source.path.startsWith('src/protocols/');
  return isRoom && !MAY_SAY_PROTOCOL_WORDS.has(source.path)
    ? complain(source, [[/\b(jsonData|strData|binData|tftensor|customData)\b/, 'has words of a wire protocol']])
    : [];
};

/** A job that is left for later has an issue. */
export const checkLeftOvers: Rule = ({ path, text }) =>
  /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(text) && !path.startsWith('tests/house/')
    ? [`${path}: a note for later without an issue number, as in TODO(#12)`]
    : [];

function complain(source: Source, patterns: readonly (readonly [RegExp, string])[]): string[] {
  const text = withoutComments(source.text);
  return patterns.filter(([pattern]) => pattern.test(text)).map(([, what]) => `${source.path}: ${what}`);
}
