import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDense, toTensor } from '../../src/models/estimators/features.ts';
import { type Estimator, loadModel } from '../../src/models/index.ts';
import type { Tensor } from '../../src/payload/index.ts';
import type { Task } from './task.ts';

/** Answers one JSON line per JSON line, as contender.py does. Usage: contender.ts FOLDER [--load]. */
const COLUMNS = 10;
const [folder = '.', option] = process.argv.slice(2);

const ASK: Readonly<Record<string, (model: Estimator, x: ReturnType<typeof createDense>) => Tensor>> = {
  predict: (model, x) => model.predict!(x),
  predict_proba: (model, x) => model.predictProba!(x) as Tensor,
  score_samples: (model, x) => model.scoreSamples!(x),
  transform: (model, x) => toTensor(model.transform!(x)),
};

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function memoryMb(field: string): number {
  const line = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1]) / 1024;
}

async function load({ model }: Task): Promise<object> {
  const cpu = cpuSeconds();
  const wall = performance.now();
  const loaded = await loadModel(readFileSync(join(folder, `${model}.joblib`)));
  const took = { wall: (performance.now() - wall) / 1000, cpu: cpuSeconds() - cpu, peakMb: memoryMb('VmHWM') };
  // The file's bytes go at the next collection: let one happen, as a server's first requests would.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  return { ...took, nowMb: memoryMb('VmRSS'), name: loaded.name };
}

/** One at a time, as in contender.py: some are large. */
let open: { readonly name: string; readonly model: Estimator } | undefined;

async function measure(task: Task, rows: Float64Array): Promise<object> {
  if (open?.name !== task.model) {
    open = { name: task.model, model: await loadModel(readFileSync(join(folder, `${task.model}.joblib`))) };
  }
  const { model } = open;
  const ask = ASK[task.method]!;
  const x = createDense(task.rows, COLUMNS, rows.slice(0, task.rows * COLUMNS));
  const cpu = cpuSeconds();
  const wall = performance.now();
  let answer: Tensor | undefined;
  for (let i = 0; i < task.repeat; i++) answer = ask(model, x);
  const took = { cpu: (cpuSeconds() - cpu) / task.repeat, wall: (performance.now() - wall) / 1000 / task.repeat };
  const values = Array.from(answer!.data as ArrayLike<unknown>, Number);
  const step = Math.max(1, Math.floor(values.length / 64));
  return { ...took, sample: values.filter((_, i) => i % step === 0) };
}

const bytes = option === '--load' ? Buffer.alloc(0) : readFileSync(join(folder, 'rows.f64'));
const rows = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line) as Task;
  process.stdout.write(`${JSON.stringify(option === '--load' ? await load(task) : await measure(task, rows))}\n`);
}
