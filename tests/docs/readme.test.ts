import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';

const README = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
/** What the reader has trained in the first story. */
const MODELS = fileURLToPath(new URL('../../examples/cluster/serialized_models', import.meta.url));
const run = promisify(execFile);

interface Step {
  /** `file PATH`, `run`, `serve`, `ask` or `answer`: the comment before the block. */
  readonly what: string;
  readonly block: string;
}

/** Blocks that carry a comment `<!-- test: ... -->` on the line before them, in order. */
function readSteps(text: string): Step[] {
  return [...text.matchAll(/<!-- test: (.+?) -->\n```\w+\n([\s\S]*?)```/g)].map(([, what = '', block = '']) => ({
    what,
    block,
  }));
}

/** The stories of the README: its sections that have steps. */
function readStories(text: string) {
  return text
    .split(/^## /m)
    .map((section) => ({ title: section.split('\n', 1)[0]!, steps: readSteps(section) }))
    .filter(({ steps }) => steps.length > 0)
    .map((story) => ({ ...story, left: story.steps.some(startsPython) ? NEEDS_PYTHON : {} }));
}

function startsPython({ what, block }: Step): boolean {
  return what === 'run' || (what === 'serve' && /microservice \w+\./.test(block));
}

/** The words of one command line; quotes as in a shell, without anything else that a shell does. */
function splitWords(line: string): string[] {
  return [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the README can be followed word by word', () => {
  test('it has the steps', () => {
    const kinds = new Set(readSteps(README).map(({ what }) => what.split(' ')[0]));
    assert.deepEqual([...kinds].sort(), ['answer', 'ask', 'file', 'run', 'serve']);
  });

  for (const { title, steps, left } of readStories(README)) {
    test(`every step of "${title}" gives what the README says`, { ...left }, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'radiant readme-'));
      const servers: RunningRadiant[] = [];
      t.after(() => {
        for (const server of servers) server.kill('SIGKILL');
        rmSync(folder, { recursive: true });
      });
      cpSync(MODELS, join(folder, 'serialized_models'), { recursive: true });
      let answer = '';
      for (const { what, block } of steps) {
        const [kind, path = ''] = what.split(' ');
        const [command = '', ...args] = splitWords(block);
        const server = servers.at(-1);
        if (kind === 'file') {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), block);
        } else if (kind === 'run') {
          await run(command === 'python' ? 'python3' : command, args, { cwd: folder });
        } else if (kind === 'serve') {
          assert.equal(command, 'radiant');
          servers.push(await startRadiant(args.slice(1), { cwd: folder, command: args[0]! }));
        } else if (kind === 'ask') {
          const { stdout } = await run(
            command,
            args.map((word) => word.replace(':9000/', `:${server?.httpPort}/`)),
          );
          answer = stdout;
        } else {
          assert.deepEqual(JSON.parse(answer), JSON.parse(block));
        }
      }
    });
  }
});
