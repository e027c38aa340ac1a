import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT, withoutComments } from './source.ts';

/** Imports that stay in the program: `import type` and `export type` go with the types. */
const IMPORT = /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;

/** What a module imports when it runs. */
export function importsOf(text: string): string[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(([, fixed, lazy]) => fixed ?? lazy ?? '');
}

/** Every import of a bare package or of Node that is reached from a source file, as `file imports name`. */
export function findForeignImports(entry: string): string[] {
  const seen = new Set([entry]);
  const foreign: string[] = [];
  for (const path of seen) {
    for (const name of importsOf(readFileSync(join(ROOT, path), 'utf8'))) {
      if (name.startsWith('.')) seen.add(posix.join(posix.dirname(path), name));
      else foreign.push(`${path} imports ${name}`);
    }
  }
  return foreign;
}
