import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Whether the word for a model is a URI. A file of that very name comes first. */
export function isModelUri(text: string, cwd: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && !existsSync(resolve(cwd, text));
}
