import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureVenv } from '../../tests/support/ensure-venv.ts';
import { measureLoading } from './measure-loading.ts';
import { MODELS } from './models.table.ts';
import { type Contender, startContender } from './start-contender.ts';
import type { Timing } from './task.ts';

const HELP = `Measures native models against their own libraries and onnxruntime on one core, in alternating rounds, and
loading a large forest against joblib.

  node benchmarks/models/main.ts
  node benchmarks/models/main.ts --only hist --rows 1,65536 --rounds 5 --core 1 --json out.json

Needs Linux with taskset. Models are fitted once into .cache/benchmark-models.`;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../.cache/benchmark-models', import.meta.url));
const LARGE = 'forest-large';

interface Contenders {
  readonly native: Contender;
  readonly library: Contender;
  readonly onnx: Contender;
}

const REPEATS = { library: 20, onnx: 100, native: 2000 };

/** Calls per round: a single row so often, more rows so that a call is worth a measurement. */
function repeats(rows: number, who: keyof typeof REPEATS): number {
  return rows === 1 ? REPEATS[who] : Math.max(1, Math.round((who === 'native' ? 16_384 : 4096) / rows));
}

/** float32 answers of XGBoost may differ in their last bits. */
function differs(model: string, a: readonly number[], b: readonly number[]): boolean {
  const tolerance = model.startsWith('xgboost') ? 1e-6 : 1e-12;
  return (
    a.length !== b.length || a.some((value, i) => Math.abs(value - b[i]!) > tolerance * Math.max(1, Math.abs(value)))
  );
}

/** The least CPU seconds of a call for each; onnx is Infinity where the model has no ONNX form. */
async function measure(contenders: Contenders, model: string, rows: number, rounds: number) {
  const least = { native: Number.POSITIVE_INFINITY, library: Number.POSITIVE_INFINITY, onnx: Number.POSITIVE_INFINITY };
  const method = MODELS[model]!;
  for (let round = 0; round < rounds; round++) {
    const library = await contenders.library.ask<Timing>({ model, method, rows, repeat: repeats(rows, 'library') });
    const native = await contenders.native.ask<Timing>({ model, method, rows, repeat: repeats(rows, 'native') });
    const onnx = await contenders.onnx.ask<Timing | null>({ model, method, rows, repeat: repeats(rows, 'onnx') });
    if (differs(model, library.sample, native.sample)) throw new Error(`${model}: answers differ`);
    least.library = Math.min(least.library, library.cpu);
    least.native = Math.min(least.native, native.cpu);
    least.onnx = Math.min(least.onnx, onnx?.cpu ?? Number.POSITIVE_INFINITY);
  }
  return { model, method, rows, ...least };
}

function show(rows: number, seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  return rows === 1 ? `${(seconds * 1e6).toFixed(1)} µs` : `${Math.round(rows / seconds / 1000)} k rows/s`;
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
  const only = new RegExp(values.only);
  const [core, rounds] = [values.core, Number(values.rounds)];
  const ours = [process.execPath, '--expose-gc', join(HERE, 'contender.ts'), FOLDER];
  const theirs = [python, join(HERE, 'contender.py'), FOLDER];
  const contenders: Contenders = {
    native: startContender(ours, core),
    library: startContender(theirs, core),
    onnx: startContender([...theirs, '--onnx'], core),
  };
  const found: object[] = [];
  console.log(
    '| model | rows | library | onnxruntime | Radiant | library / Radiant |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const model of Object.keys(MODELS).filter((name) => only.test(name))) {
    for (const rows of values.rows.split(',').map(Number)) {
      const timing = await measure(contenders, model, rows, rounds);
      found.push(timing);
      const shown = [timing.library, timing.onnx, timing.native].map((seconds) => show(rows, seconds)).join(' | ');
      console.log(`| ${model} | ${rows} | ${shown} | ${(timing.library / timing.native).toFixed(1)} |`);
    }
  }
  for (const contender of Object.values(contenders)) contender.close();
  if (only.test(LARGE)) found.push(...(await measureLoading({ joblib: theirs, Radiant: ours }, LARGE, core, rounds)));
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(found, null, 1));
}

await main();
