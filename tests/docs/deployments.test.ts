import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { addressIn, spawnRadiant } from '../local/run-radiant.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLES = join(ROOT, 'examples', 'deployments');
const GUIDE = join(ROOT, 'docs', 'guide');
const PAGES = [
  'deployments.md',
  ...readdirSync(join(GUIDE, 'deployments')).map((name) => join('deployments', name)),
].map((name) => ({ name, text: readFileSync(join(GUIDE, name), 'utf8') }));
const run = promisify(execFile);
const TIMEOUT_MS = 240_000;
/** The pages show four digits. */
const TOLERANCE = 1e-3;

interface Step {
  /** The words of the comment before the block: `up`, `ask`, `answer`, `answer near`, `answer near one`, `file NAME`. */
  readonly what: string;
  readonly block: string;
}

/** Each part begins with a `radiant up`, and the questions after it go there. */
function readParts(text: string): Step[][] {
  const parts: Step[][] = [];
  for (const [, what = '', block = ''] of text.matchAll(/<!-- test: (.+?) -->\n```\w+\n([\s\S]*?)```/g)) {
    if (what.startsWith('up')) parts.push([]);
    if (!what.startsWith('file')) parts.at(-1)?.push({ what, block: block.trim() });
  }
  return parts;
}

/** As a shell does it, quotes included. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function assertNear(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    assert.ok(Math.abs(actual - expected) < TOLERANCE, `${actual} is not ${expected}`);
  } else if (typeof expected === 'object' && expected !== null && typeof actual === 'object' && actual !== null) {
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) assertNear((actual as Record<string, unknown>)[key], value);
  } else assert.deepEqual(actual, expected);
}

function assertAnswer(what: string, block: string, answer: string): void {
  const given = JSON.parse(answer) as unknown;
  const shown = what.endsWith('one') ? block.split('\n') : [block];
  const problems: unknown[] = [];
  for (const one of shown) {
    try {
      assertNear(given, JSON.parse(one));
      return;
    } catch (thrown) {
      problems.push(thrown);
    }
  }
  assert.fail(`${answer}\n${problems.map(String).join('\n')}`);
}

describe('the guide of deployments can be followed word by word', { timeout: TIMEOUT_MS }, () => {
  const home = mkdtempSync(join(tmpdir(), 'radiant-guide-'));
  after(() => rmSync(home, { recursive: true, maxRetries: 5 }));

  for (const { name, text } of PAGES) {
    for (const [first, ...steps] of readParts(text)) {
      const { what, block } = first as Step;
      test(`${name}: ${block}`, what.endsWith('needs Python') ? NEEDS_PYTHON : {}, async (t) => {
        const cwd = join(ROOT, /in (\S+?),/.exec(what)?.[1] ?? 'examples/deployments');
        const [, ...words] = splitWords(block);
        const args = [...words, '--port', '0', '--host', '127.0.0.1'];
        const child = spawnRadiant(args, { RADIANT_HOME: home }, cwd);
        t.after(() => void child.kill('SIGKILL'));
        let out = '';
        child.stdout?.setEncoding('utf8');
        child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
          out += chunk;
        });
        while (addressIn(out) === undefined) {
          const [chunk] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])) as [unknown];
          assert.equal(typeof chunk, 'string', out);
          out += String(chunk);
        }
        const url = addressIn(out) as string;
        let answer = '';
        for (const step of steps) {
          if (step.what === 'ask') {
            const [command = '', ...more] = splitWords(step.block);
            answer = (
              await run(
                command,
                more.map((word) => word.replace('http://localhost:8003', url)),
              )
            ).stdout;
            assert.notEqual(answer, '');
          } else assertAnswer(step.what, step.block, answer);
        }
      });
    }

    for (const [, file = '', block = ''] of text.matchAll(/<!-- test: file (.+?) -->\n```yaml\n([\s\S]*?)```/g)) {
      test(`${name} shows a part of ${file} as it is`, () => {
        assert.ok(readFileSync(join(EXAMPLES, file), 'utf8').includes(block));
      });
    }
  }

  test('every deployment of the examples is used in it', () => {
    const text = PAGES.map((page) => page.text).join('');
    for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'))) {
      assert.match(text, new RegExp(`radiant up -f \\S*${file}`), file);
    }
  });
});
