import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { openCompiled } from './open-compiled.ts';

const SOURCE = '(function (module, require, __filename) { module.exports = { startProgram: () => __filename }; })';
const SERVE = ['serve', 'model.joblib'];

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly probe?: Buffer;
  readonly compiled?: Buffer;
  readonly opens: boolean;
}

const PROBE = compile('0');
const COMPILED = compile(SOURCE);

const CASES: readonly Case[] = [
  { name: 'runs the compiled program for a model file', args: SERVE, probe: PROBE, compiled: COMPILED, opens: true },
  { name: 'takes its options too', args: [...SERVE, '--http-port=0'], probe: PROBE, compiled: COMPILED, opens: true },
  { name: 'leaves other commands alone', args: ['microservice', 'M'], probe: PROBE, compiled: COMPILED, opens: false },
  { name: 'leaves --help alone', args: ['--help'], probe: PROBE, compiled: COMPILED, opens: false },
  {
    name: 'leaves repositories, which may hold classes, alone',
    args: ['serve', '--repository', 'models'],
    probe: PROBE,
    compiled: COMPILED,
    opens: false,
  },
  {
    name: 'leaves prepackaged servers alone',
    args: ['serve', '--server=SKLEARN_SERVER'],
    probe: PROBE,
    compiled: COMPILED,
    opens: false,
  },
  { name: 'leaves it where nothing was compiled', args: SERVE, opens: false },
  { name: 'leaves it where another Node compiled', args: SERVE, probe: spoil(PROBE), compiled: COMPILED, opens: false },
  { name: 'leaves it where the code does not fit', args: SERVE, probe: PROBE, compiled: spoil(COMPILED), opens: false },
];

for (const { name, args, probe, compiled, opens } of CASES) {
  test(`openCompiled ${name}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'radiant-compiled-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'program.cjs');
    writeFileSync(file, SOURCE);
    if (probe !== undefined) writeFileSync(`${file}.probe`, probe);
    if (compiled !== undefined) writeFileSync(`${file}.compiled`, compiled);
    const program: { startProgram(name: string): unknown } | undefined = openCompiled(args, file);
    assert.equal(program?.startProgram('radiant'), opens ? file : undefined);
  });
}

function compile(source: string): Buffer {
  return new Script(source).createCachedData();
}

/** V8 looks at the version and the flags in the head before it takes the code. */
function spoil(cached: Buffer): Buffer {
  const spoilt = Buffer.from(cached);
  for (let i = 4; i < 16; i++) spoilt[i] = 255 - (spoilt[i] ?? 0);
  return spoilt;
}
