import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface CheckResult {
  readonly code: number;
  readonly output: string;
}

function run(tool: string, args: readonly string[], cwd = ROOT): Promise<CheckResult> {
  const program = join(ROOT, 'node_modules', '.bin', tool);
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

/** Every check, and a file that it must complain about: a check that sees nothing would pass for ever. */
const CHECKS: readonly { name: string; tool: string; args: readonly string[]; bad: string; says: RegExp }[] = [
  {
    name: 'the types are right (tsc)',
    tool: 'tsc',
    args: ['--noEmit'],
    bad: "export const count: number = 'three';\n",
    says: /TS2322/,
  },
  {
    name: 'the format and the style are right (biome)',
    tool: 'biome',
    args: ['check'],
    bad: 'export default 1;\n',
    says: /noDefaultExport/,
  },
  {
    name: 'no promise floats (oxlint with types)',
    tool: 'oxlint',
    args: [],
    bad: 'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
    says: /no-floating-promises/,
  },
  { name: 'nothing is unused (knip)', tool: 'knip', args: [], bad: 'export const unused = 1;\n', says: /Unused files/ },
];

for (const { name, tool, args } of CHECKS) {
  test(name, async () => {
    const { code, output } = await run(tool, args);
    assert.equal(code, 0, output);
  });
}

for (const { name, tool, args, bad, says } of CHECKS) {
  test(`the check can fail: ${name}`, async () => {
    const folder = await makeProject(bad);
    try {
      const { code, output } = await run(
        tool,
        [...args, ...(tool === 'biome' ? ['--vcs-enabled=false', 'src'] : [])],
        folder,
      );
      assert.notEqual(code, 0, `${tool} accepted ${bad}`);
      assert.match(output, says);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** A project of one good and one bad file under this project's rules, elsewhere, so that nobody else sees the bad one. */
async function makeProject(bad: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-check-'));
  await mkdir(join(folder, 'src'));
  const compilerOptions = { rootDir: '.', types: [] };
  await Promise.all([
    symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules')),
    ...['biome.json', '.oxlintrc.json', 'knip.json'].map((name) => copyFile(join(ROOT, name), join(folder, name))),
    writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['src'] }),
    ),
    writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'bad', type: 'module' })),
    writeFile(join(folder, 'src', 'index.ts'), 'export const answer = 42;\n'),
    writeFile(join(folder, 'src', 'bad.ts'), bad),
  ]);
  return folder;
}
