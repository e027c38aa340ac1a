import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureVenv } from '../../tests/support/ensure-venv.ts';
import type { Loading, Task, Timing } from './task.ts';

const HELP = `Measures native models against scikit-learn on one core, in alternating rounds, and loading a large forest.

  node benchmarks/models/main.ts
  node benchmarks/models/main.ts --only hist --rows 1,65536 --rounds 5 --core 1 --json out.json

Needs Linux with taskset. Models are fitted once into .cache/benchmark-models.`;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../.cache/benchmark-models', import.meta.url));

/** Model -> method that is asked. */
const MODELS: Readonly<Record<string, string>> = {
  'forest-classifier': 'predict_proba',
  'forest-classifier-depth-10': 'predict_proba',
  'forest-regressor': 'predict',
  'forest-regressor-depth-10': 'predict',
  'extra-trees-classifier': 'predict_proba',
  'isolation-forest': 'score_samples',
  'gradient-boosting-regressor': 'predict',
  'gradient-boosting-binary': 'predict_proba',
  'gradient-boosting-3-classes': 'predict_proba',
  'gradient-boosting-depth-10': 'predict',
  'hist-regressor': 'predict',
  'hist-binary': 'predict_proba',
  'hist-3-classes': 'predict_proba',
  adaboost: 'predict_proba',
};
const LARGE = 'forest-large';
/** One core for one thread; the machine's other threads are those of libraries. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

interface Contender {
  readonly process: ChildProcess;
  ask<T>(task: Task): Promise<T>;
}

function start(command: readonly string[], core: string): Contender {
  const child = spawn('taskset', ['-c', core, ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...ONE_THREAD },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async ask<T>(task: Task): Promise<T> {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${command.join(' ')} ended`);
      return JSON.parse(value) as T;
    },
  };
}

/** Calls per round: about a tenth of a second for the slower one. */
function repeats(rows: number, isPython: boolean): number {
  if (rows === 1) return isPython ? 20 : 2000;
  return Math.max(1, Math.round(4096 / rows));
}

function differs(a: readonly number[], b: readonly number[]): boolean {
  return a.length !== b.length || a.some((value, i) => Math.abs(value - b[i]!) > 1e-13 * Math.max(1, Math.abs(value)));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '.' },
      rows: { type: 'string', default: '1,64,1024,65536' },
      rounds: { type: 'string', default: '5' },
      core: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const python = await ensureVenv('models');
  mkdirSync(FOLDER, { recursive: true });
  execFileSync(python, [join(HERE, 'fit_models.py'), FOLDER], { stdio: 'inherit' });
  const ours = [process.execPath, '--expose-gc', join(HERE, 'contender.ts'), FOLDER];
  const theirs = [python, join(HERE, 'contender.py'), FOLDER];
  const native = start(ours, values.core);
  const peer = start(theirs, values.core);
  const found: object[] = [];
  console.log('| model | rows | scikit-learn | Radiant | ratio |\n| --- | --- | --- | --- | --- |');
  for (const [model, method] of Object.entries(MODELS)) {
    if (!new RegExp(values.only).test(model)) continue;
    for (const rows of values.rows.split(',').map(Number)) {
      const best = { native: Number.POSITIVE_INFINITY, peer: Number.POSITIVE_INFINITY };
      for (let round = 0; round < Number(values.rounds); round++) {
        const a = await peer.ask<Timing>({ model, method, rows, repeat: repeats(rows, true) });
        const b = await native.ask<Timing>({ model, method, rows, repeat: repeats(rows, false) });
        if (differs(a.sample, b.sample)) throw new Error(`${model}: answers differ`);
        best.peer = Math.min(best.peer, a.cpu);
        best.native = Math.min(best.native, b.cpu);
      }
      found.push({ model, method, rows, ...best });
      const shown = (seconds: number): string =>
        rows === 1 ? `${(seconds * 1e6).toFixed(1)} µs` : `${Math.round(rows / seconds / 1000)} k rows/s`;
      const ratio = (best.peer / best.native).toFixed(1);
      console.log(`| ${model} | ${rows} | ${shown(best.peer)} | ${shown(best.native)} | ${ratio} |`);
    }
  }
  for (const contender of [native, peer]) contender.process.kill();
  if (new RegExp(values.only).test(LARGE)) found.push(...(await measureLoading(ours, theirs, values)));
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(found, null, 1));
}

/** Loads the large forest in a fresh process each time. */
async function measureLoading(
  ours: readonly string[],
  theirs: readonly string[],
  { core, rounds }: { readonly core: string; readonly rounds: string },
): Promise<readonly object[]> {
  const found: object[] = [];
  console.log('\n| loading | CPU s | wall s | peak MB | MB after |\n| --- | --- | --- | --- | --- |');
  for (const [name, command] of [
    ['scikit-learn', theirs],
    ['Radiant', ours],
  ] as const) {
    const all: Loading[] = [];
    for (let round = 0; round < Number(rounds); round++) {
      const contender = start([...command, '--load'], core);
      all.push(await contender.ask<Loading>({ model: LARGE, method: 'predict', rows: 1, repeat: 1 }));
      contender.process.kill();
    }
    const least = (pick: (loading: Loading) => number): number => Math.min(...all.map(pick));
    const row = {
      name,
      cpu: least((l) => l.cpu),
      wall: least((l) => l.wall),
      peakMb: least((l) => l.peakMb),
      nowMb: least((l) => l.nowMb),
    };
    found.push(row);
    console.log(
      `| ${name} | ${row.cpu.toFixed(2)} | ${row.wall.toFixed(2)} | ${row.peakMb.toFixed(0)} | ${row.nowMb.toFixed(0)} |`,
    );
  }
  return found;
}

await main();
