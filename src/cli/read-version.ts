import { readFileSync } from 'node:fs';

/** The package's version. The folders `src` and `dist` lie at the same depth below package.json. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
