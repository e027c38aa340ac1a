import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findPython } from './find-python.ts';

/** Makes a folder with programs that answer the probe with the given text. */
function makeFolder(t: TestContext, programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'radiant python '));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, answer] of Object.entries(programs)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${answer}\n`);
    chmodSync(path, 0o755);
  }
  return folder;
}

const says = (version: string, numpy: 0 | 1, path = ''): string => `echo "radiant-probe ${version} ${numpy} ${path}"`;

interface FoundCase {
  readonly name: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly venv?: string;
  readonly explicit?: string;
  readonly expect: { readonly path: string; readonly version: string };
}

const FOUND: readonly FoundCase[] = [
  {
    name: '--python wins over VIRTUAL_ENV, and is seen from the working folder',
    programs: { 'mine/py': says('3.12.1', 1), 'env/bin/python': says('3.11.0', 1) },
    venv: 'env',
    explicit: 'mine/py',
    expect: { path: 'mine/py', version: '3.12.1' },
  },
  {
    name: '--python may be a command on PATH',
    programs: { 'python3.13': says('3.13.0', 1) },
    explicit: 'python3.13',
    expect: { path: 'python3.13', version: '3.13.0' },
  },
  {
    name: 'VIRTUAL_ENV wins over PATH',
    programs: { 'env/bin/python': says('3.9.2', 1), python3: says('3.11.0', 1) },
    venv: 'env',
    expect: { path: 'env/bin/python', version: '3.9.2' },
  },
  {
    name: 'python3 wins over python',
    programs: { python3: says('3.11.0', 1), python: says('3.12.0', 1) },
    expect: { path: 'python3', version: '3.11.0' },
  },
  {
    name: 'python is taken when python3 has no numpy',
    programs: { python3: says('3.11.0', 0), python: says('3.12.0', 1) },
    expect: { path: 'python', version: '3.12.0' },
  },
];

for (const { name, programs, venv, explicit, expect } of FOUND) {
  test(`findPython: ${name}`, async (t) => {
    const folder = makeFolder(t, programs);
    const env = { PATH: folder, VIRTUAL_ENV: venv === undefined ? undefined : join(folder, venv) };
    assert.deepEqual(await findPython(env, folder, explicit), { ...expect, path: join(folder, expect.path) });
  });
}

test('findPython gives the interpreter behind a start script', async (t) => {
  const folder = makeFolder(t, { python3: says('3.11.0', 1, '/opt/real/python3') });
  assert.deepEqual(await findPython({ PATH: folder }, folder), { path: '/opt/real/python3', version: '3.11.0' });
});

interface MissingCase {
  readonly name: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly venv?: string;
  readonly explicit?: string;
  readonly message: RegExp;
}

const MISSING: readonly MissingCase[] = [
  { name: 'nothing is installed', programs: {}, message: /none is on PATH: install it, or name it with --python/ },
  {
    name: 'the wrong name is given',
    programs: {},
    explicit: 'nope',
    message: /--python names nope, but there is no such/,
  },
  {
    name: 'VIRTUAL_ENV is gone',
    programs: {},
    venv: 'env',
    message: /VIRTUAL_ENV names .*env, .* make it again, or unset/,
  },
  {
    name: 'it is too old',
    programs: { python3: says('3.8.10', 1) },
    message: /is Python 3.8.10, but 3.9 or newer is needed/,
  },
  { name: 'it is Python 2', programs: { python3: 'exit 0' }, message: /is not Python 3.9 or newer/ },
  { name: 'it cannot run', programs: { python3: 'echo broken >&2; exit 1' }, message: /cannot be run: broken/ },
  {
    name: 'numpy is missing',
    programs: { python3: says('3.11.7', 0) },
    message: /^Python 3.11.7 \(.*\) has no numpy: run '.*radiant python .*\/python3' -m pip install numpy, or name/,
  },
];

for (const { name, programs, venv, explicit, message } of MISSING) {
  test(`findPython says what to do when ${name}`, async (t) => {
    const folder = makeFolder(t, programs);
    const env = { PATH: folder, VIRTUAL_ENV: venv === undefined ? undefined : join(folder, venv) };
    await assert.rejects(findPython(env, folder, explicit), { code: 'FAILED_PRECONDITION', message });
  });
}
