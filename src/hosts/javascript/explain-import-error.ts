import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RadiantError } from '../../base/index.ts';
import { checkSyntax } from './check-syntax.ts';
import { startError } from './start-error.ts';

/** Says in one sentence, with file and line, why a user's file could not be imported, and what to do. */
export function explainImportError(thrown: unknown, file: string, lastLoaded: string | undefined): RadiantError {
  if (!(thrown instanceof Error))
    return startError('import', `${file} threw a value that is no Error while it was imported`, thrown);
  const code = (thrown as { code?: unknown }).code;
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return startError(
      'import',
      `${file} imports TypeScript from node_modules, which Node does not run: compile that package`,
      thrown,
    );
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return explainMissing(thrown, file);
  if (thrown.name === 'SyntaxError') return explainSyntax(thrown, file, lastLoaded, code);
  return startError('import', `${file} threw ${thrown.name} while it was imported: ${thrown.message}`, thrown);
}

function explainMissing(thrown: Error, file: string): RadiantError {
  const [, missing] = /Cannot find (?:module|package) '([^']+)'/.exec(thrown.message) ?? [];
  if (missing === undefined) return startError('import', `${file} cannot be imported: ${thrown.message}`, thrown);
  const near = ['.ts', '.js', '.mts', '.mjs', '/index.ts', '/index.js'].find((ending) => existsSync(missing + ending));
  const compiled = missing.replace(/\.([cm]?)js$/, '.$1ts');
  let hint = 'npm install it, or check the name';
  if (near !== undefined) hint = `write the whole file name, with ${near}`;
  else if (compiled !== missing && existsSync(compiled)) hint = `there is ${compiled}: import that`;
  else if (/^[./]/.test(missing)) hint = 'check the path';
  return startError('import', `${file} imports ${missing}, which is not there: ${hint}`, thrown);
}

function explainSyntax(thrown: Error, file: string, lastLoaded: string | undefined, code: unknown): RadiantError {
  const place = findPlace(thrown.stack) ?? findPlace(lastLoaded === undefined ? '' : checkSyntax(lastLoaded));
  const where = place === undefined ? file : `${relative('', place.file)}:${place.line}`;
  const isDecorator = place?.source.trimStart().startsWith('@') === true;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || isDecorator) {
    const what = isDecorator ? 'decorators' : thrown.message.replace(/ is not supported in strip-only mode$/, '');
    return startError(
      'import',
      `${where}: ${what} cannot be run: only erasable TypeScript can (no enum, namespace, decorators, parameter properties ` +
        `or import =); write it without, or compile it with tsc and give the .js file`,
      thrown,
    );
  }
  const [, wanted] = /does not provide an export named '([^']+)'/.exec(thrown.message) ?? [];
  const hint = wanted === undefined ? '' : `; if ${wanted} is a type, write "import type"`;
  return startError('import', `${where}: ${thrown.message}${hint}`, thrown);
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly source: string;
}

/** Node puts `file:line`, the line and a marker above the message; not for every kind of module. */
function findPlace(text = ''): Place | undefined {
  const [, file, line, source] = /^(\S.*?):(\d+)\n(.*)\n/m.exec(text) ?? [];
  if (file === undefined || line === undefined) return undefined;
  return { file: file.startsWith('file:') ? fileURLToPath(file) : file, line: Number(line), source: source ?? '' };
}
