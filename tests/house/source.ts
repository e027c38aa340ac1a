import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A source file as the rules see it. `path` is relative to the repository, with `/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** One rule of the house: the complaints it has about a file, none when it agrees. */
export type Rule = (source: Source) => readonly string[];

/** Every TypeScript file below the folders. */
export function readSources(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
      .filter((path) => !path.includes('node_modules/'))
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
  );
}

/** The text with its comments blanked out, lines kept. Good enough for code that a formatter has been over. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/^\s*\/\/.*$/gm, '');
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** Generated code and data: free of the limits for what people write. */
export function isTable(path: string): boolean {
  return path.includes('/gen/') || path.endsWith('.table.ts');
}
