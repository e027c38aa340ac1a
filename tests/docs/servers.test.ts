import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_SERVERS } from '../../src/deployment/index.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';

const PAGES = fileURLToPath(new URL('../../docs/guide/servers/', import.meta.url));
const MODELS = fileURLToPath(new URL('../golden/servers/', import.meta.url));
const run = promisify(execFile);

/** Blocks that carry a comment `<!-- test: ... -->` on the line before them, in order. */
function readSteps(text: string): { readonly what: string; readonly block: string }[] {
  return [...text.matchAll(/<!-- test: (.+?) -->\n```\w+\n([\s\S]*?)```/g)].map(([, what = '', block = '']) => ({
    what,
    block,
  }));
}

/** The words of one command line; quotes as in a shell. */
function splitWords(line: string): string[] {
  return [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

test('there is a page for every server', () => {
  const text = readFileSync(`${PAGES}../servers.md`, 'utf8');
  for (const name of Object.keys(DEFAULT_SERVERS)) assert.ok(text.includes(name), name);
  for (const [, page = ''] of text.matchAll(/\]\(servers\/([\w-]+\.md)\)/g))
    assert.ok(readdirSync(PAGES).includes(page), page);
});

describe('the pages of the servers can be followed word by word', () => {
  for (const page of readdirSync(PAGES)) {
    const steps = readSteps(readFileSync(PAGES + page, 'utf8'));
    if (steps.length === 0) continue;
    test(page, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'radiant servers-'));
      cpSync(MODELS, folder, { recursive: true });
      let server: RunningRadiant | undefined;
      t.after(() => {
        server?.kill('SIGKILL');
        rmSync(folder, { recursive: true });
      });
      let answer = '';
      for (const { what, block } of steps) {
        const [kind, path = ''] = what.split(' ');
        if (kind === 'file') {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), block);
        } else if (kind === 'serve') {
          server = await startRadiant(splitWords(block).slice(2), { cwd: folder, command: 'serve' });
        } else if (kind === 'ask') {
          const [, ...args] = splitWords(block).map((word) => word.replace(':9000/', `:${server?.httpPort}/`));
          answer = (await run('curl', ['--fail', ...args])).stdout;
        } else assert.deepEqual(JSON.parse(answer), JSON.parse(block));
      }
    });
  }
});
