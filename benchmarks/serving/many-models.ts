import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVenv } from '../../tests/support/ensure-venv.ts';

/**
 * A process with 1,000 small models: how long until all are loaded, and its memory (PSS). Radiant natively against joblib in
 * Python and MLServer, in alternating rounds. Usage: node benchmarks/serving/many-models.ts [ROUNDS]
 */
const COUNT = 1000;
const MODEL = fileURLToPath(new URL('../../examples/cluster/serialized_models/cluster_model.joblib', import.meta.url));
const START_TIMEOUT_MS = 300_000;

interface Subject {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** A page that answers 200 when all are loaded; without it the program says `ready`. */
  readonly readyUrl?: string;
}

interface Figures {
  readonly ms: number;
  readonly memoryMb: number;
}

async function main(): Promise<void> {
  const [python, mlserver] = (await Promise.all(['classes', 'mlserver'].map((name) => ensureVenv(name)))) as [
    string,
    string,
  ];
  const folder = mkdtempSync(join(tmpdir(), 'radiant-many-'));
  try {
    await compare(subjects(folder, python, mlserver));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function subjects(folder: string, python: string, mlserver: string): readonly Subject[] {
  for (let i = 0; i < COUNT; i++) {
    const home = join(folder, `m${i}`);
    mkdirSync(home);
    copyFileSync(MODEL, join(home, 'model.joblib'));
    const settings = {
      name: `m${i}`,
      implementation: 'mlserver_sklearn.SKLearnModel',
      parameters: { uri: './model.joblib' },
    };
    writeFileSync(join(home, 'model-settings.json'), JSON.stringify(settings));
  }
  const port = 18_080;
  const mlserverSettings = { parallel_workers: 0, http_port: port, grpc_port: port + 1, metrics_port: port + 2 };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(mlserverSettings));
  const loader = fileURLToPath(new URL('contenders/load-many.mjs', import.meta.url));
  const script = `import joblib, sys, time
models = [joblib.load(f"{sys.argv[1]}/m{i}/model.joblib") for i in range(${COUNT})]
print("ready", flush=True)
time.sleep(600)`;
  return [
    { name: 'Radiant, native', program: process.execPath, args: [loader, folder, String(COUNT)] },
    { name: 'Python, joblib.load', program: python, args: ['-c', script, folder] },
    {
      name: 'MLServer 1.7.1',
      program: mlserver.replace(/python$/, 'mlserver'),
      args: ['start', folder],
      readyUrl: `http://127.0.0.1:${port}/v2/models/m${COUNT - 1}/ready`,
    },
  ];
}

async function compare(all: readonly Subject[]): Promise<void> {
  const measured = new Map<string, Figures[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < Number(process.argv[2] ?? 3); round++) {
    for (const subject of all) measured.get(subject.name)!.push(await measure(subject));
  }
  console.log(`| ${COUNT} models in one process | ms from spawn until all are loaded | PSS MB |\n| --- | --- | --- |`);
  for (const [name, rounds] of measured) {
    const times = rounds.map(({ ms }) => ms).sort((a, b) => a - b);
    const memory = Math.max(...rounds.map(({ memoryMb }) => memoryMb));
    console.log(`| ${name} | ${Math.round(times[Math.floor(times.length / 2)]!)} | ${Math.round(memory)} |`);
  }
}

async function measure({ name, program, args, readyUrl }: Subject): Promise<Figures> {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const said = new Promise<void>((resolve) =>
      child.stdout.on('data', (text) => /ready/.test(String(text)) && resolve()),
    );
    const ended = new Promise<never>((_, reject) =>
      child.on('exit', (code) => reject(new Error(`${name}: exit ${code}`))),
    );
    await Promise.race([readyUrl === undefined ? said : answers(readyUrl), ended]);
    const ms = performance.now() - began;
    const memory = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/smaps_rollup`, 'utf8'));
    ended.catch(() => undefined);
    return { ms, memoryMb: Number(memory?.[1] ?? Number.NaN) / 1024 };
  } finally {
    child.kill('SIGKILL');
  }
}

async function answers(url: string): Promise<void> {
  for (const until = performance.now() + START_TIMEOUT_MS; performance.now() < until; ) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${url} does not answer`);
}

await main();
