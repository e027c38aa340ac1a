import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { formatPath, type Path, quote } from './findings.ts';
import { type ParsedDeployment, parseDeployment } from './parse-deployment.ts';
import type { Problem } from './problem.ts';
import { findTooLarge } from './schema/index.ts';
import type { DeploymentSettings } from './settings.ts';
import { findExcess } from './yaml/find-excess.ts';
import { findLine } from './yaml/find-line.ts';
import { findTwins } from './yaml/find-twins.ts';
import { YAML_OPTIONS } from './yaml/yaml-options.ts';

const MAX_ALIASES = 100;
const MAX_ERRORS = 20;
const TOO_DEEP = { message: 'is nested too deeply to be read', fix: 'make it flatter' };

/** A SeldonDeployment of a text, with the line it begins at. */
export interface ReadDeployment {
  readonly line: number;
  readonly parsed: ParsedDeployment;
}

/** An object of another kind that stood in the text (a Secret, say), as it was written. */
export interface OtherObject {
  readonly line: number;
  readonly kind: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface ReadDeployments {
  /** In their order; `parsed.ok` says whether one is good. */
  readonly deployments: readonly ReadDeployment[];
  readonly others: readonly OtherObject[];
  /** What is wrong with the text itself: no YAML, no object. Nothing else is read where there is one. */
  readonly errors: readonly Problem[];
}

/**
 * Reads the deployments of a YAML or JSON text: one or several documents, each an object or a `kind: List` of them. Numbers
 * and words are taken as kubectl takes them (YAML 1.1). Never throws; problems have line numbers.
 */
export function readDeployments(text: string, settings?: DeploymentSettings): ReadDeployments {
  const excess = findExcess(text);
  if (excess) return fail(excess.message, excess.fix);
  const lines = new LineCounter();
  let documents: readonly Document[];
  try {
    const parsed = parseAllDocuments(text, { ...YAML_OPTIONS, lineCounter: lines });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return fail(TOO_DEEP.message, TOO_DEEP.fix);
  }
  const reader: Reader = { lines, settings, deployments: [], others: [], errors: [] };
  for (const document of documents) readDocument(document, reader);
  const { deployments, others, errors } = reader;
  return { deployments, others, errors: errors.slice(0, MAX_ERRORS) };
}

interface Reader {
  readonly lines: LineCounter;
  readonly settings: DeploymentSettings | undefined;
  readonly deployments: ReadDeployment[];
  readonly others: OtherObject[];
  readonly errors: Problem[];
}

function readDocument(document: Document, reader: Reader): void {
  for (const { message, pos } of document.errors) {
    const line = reader.lines.linePos(pos[0]).line;
    // So the parser tells that its recursion had to stop.
    const isTooDeep = /call stack/.test(message);
    reader.errors.push({
      path: '',
      ...(isTooDeep ? TOO_DEEP : { message: firstLine(message), fix: 'correct the YAML' }),
      line,
    });
  }
  for (const { key, offset } of findTwins(document, MAX_ERRORS)) {
    const line = reader.lines.linePos(offset).line;
    reader.errors.push({ path: '', message: `has the key ${quote(key)} twice`, fix: 'keep one', line });
  }
  if (reader.errors.length > 0) return;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (thrown) {
    // The only things that it throws: too many aliases, an alias to nothing, too deep.
    const message =
      thrown instanceof RangeError ? 'is nested too deeply' : firstLine(String((thrown as Error).message));
    reader.errors.push({ path: '', message, fix: 'write the values out', line: lineAt(document, [], reader) });
    return;
  }
  // An empty document, as after a last `---`.
  if (value !== null && value !== undefined) readObject(value, [], document, reader);
}

function readObject(value: unknown, at: Path, document: Document, reader: Reader): void {
  const line = lineAt(document, at, reader);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const fix = 'write an object with apiVersion, kind, metadata and spec';
    reader.errors.push({ path: '', message: 'is no Kubernetes object', fix, line });
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  const { kind, items } = object;
  if (isList(kind) && Array.isArray(items)) {
    // Lists of lists are not a thing.
    if (at.length > 0) return;
    for (const [index, item] of items.entries()) readObject(item, ['items', index], document, reader);
  } else if (isDeployment(object)) {
    const lineOf = (path: Path): number => lineAt(document, [...at, ...path], reader);
    const settings = reader.settings === undefined ? {} : { settings: reader.settings };
    reader.deployments.push({ line, parsed: parseDeployment(object, { lineOf, ...settings }) });
  } else readOther(object, line, reader);
}

function readOther(value: Readonly<Record<string, unknown>>, line: number, reader: Reader): void {
  const tooLarge = findTooLarge(value);
  if (tooLarge)
    reader.errors.push({ path: formatPath(tooLarge.at), message: tooLarge.message, fix: tooLarge.fix, line });
  else reader.others.push({ line, kind: String(value.kind), value });
}

/** Also one whose kind is missing or misspelt, so that it is told so. */
function isDeployment({ kind, apiVersion }: Readonly<Record<string, unknown>>): boolean {
  if (typeof kind !== 'string' || kind === 'SeldonDeployment') return true;
  return typeof apiVersion === 'string' && apiVersion.startsWith('machinelearning.seldon.io/');
}

function isList(kind: unknown): boolean {
  return kind === 'List' || kind === 'SeldonDeploymentList';
}

function lineAt(document: Document, at: Path, { lines }: Reader): number {
  return findLine(document, at, lines);
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}

function fail(message: string, fix: string): ReadDeployments {
  return { deployments: [], others: [], errors: [{ path: '', message, fix }] };
}
