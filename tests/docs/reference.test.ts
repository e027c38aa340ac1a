import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES } from '../../src/cli/exit-codes.table.ts';
import { COMMANDS } from '../../src/cli/registry.ts';
import { formatOptionRows } from './option-rows.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the reference of the command line has a row for every option, as the code has it', () => {
  const lines = read('docs/reference/command-line.md').split('\n');
  const rows = lines.filter((line) => line.startsWith('| `--'));
  assert.deepEqual(rows, formatOptionRows());
});

test('the reference of the command line names every command and exit code', () => {
  const text = read('docs/reference/command-line.md');
  for (const name of Object.keys(COMMANDS)) assert.ok(text.includes(`radiant ${name}`), name);
  for (const code of Object.values(EXIT_CODES)) assert.match(text, new RegExp(`^\\| ${code} \\|`, 'm'), String(code));
});

test('the reference of the configuration names every variable that the code reads', () => {
  const text = read('docs/reference/configuration.md');
  const sources = ['src/base/config', 'src/cli', 'src/cli/microservice'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => read(join(folder, name))),
  );
  const names = sources.flatMap((source) =>
    [...source.matchAll(/(?:environment\.|text\('|variable: ')([A-Z][A-Z_]{3,})\b/g)].map(([, name = '']) => name),
  );
  assert.ok(new Set(names).size > 30, 'the variables of the code were not found');
  for (const name of new Set(names)) assert.ok(text.includes(name), `docs/reference/configuration.md lacks ${name}`);
});
