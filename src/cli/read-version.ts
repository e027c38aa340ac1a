import { readFileSync } from 'node:fs';
import { packageFile } from '../base/index.ts';

/** The package's version. */
export function readVersion(): string {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
