import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVenv } from '../../tests/support/ensure-venv.ts';
import type { Command, Ports } from './contender.ts';
import { freePorts, memoryMb } from './run-contender.ts';

/**
 * A server with 1,000 small models: how long until all are loaded, and the memory (PSS) of all its processes. Radiant against joblib
 * in Python and other servers, in alternating rounds. Usage: npm run build && node benchmarks/serving/many-models.ts [ROUNDS [COUNT]]
 */
const COUNT = Number(process.argv[3] ?? 1000);
const HERE = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const MODEL = HERE('../../examples/cluster/serialized_models/cluster_model.joblib');
const START_TIMEOUT_MS = 300_000;

interface Subject {
  readonly name: string;
  readonly command: (ports: Ports) => Command;
  /** A page that answers 200 when all are loaded; without it the program says `ready`. */
  readonly readyPath?: string;
}

interface Figures {
  readonly ms: number;
  readonly memoryMb: number;
}

async function main(): Promise<void> {
  const names = ['classes', 'mlserver', 'kserve', 'seldon'];
  const [python = '', mlserver = '', kserve = '', seldon = ''] = await Promise.all(
    names.map((name) => ensureVenv(name)),
  );
  const folder = mkdtempSync(join(tmpdir(), 'radiant-many-'));
  try {
    writeModels(folder);
    await compare(subjects(folder, { python, mlserver, kserve, seldon }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeModels(folder: string): void {
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
  writeFileSync(join(folder, 'settings.json'), '{"parallel_workers": 0}');
}

function subjects(
  folder: string,
  pythons: Readonly<Record<'python' | 'mlserver' | 'kserve' | 'seldon', string>>,
): readonly Subject[] {
  const script = `import joblib, sys, time
models = [joblib.load(f"{sys.argv[1]}/m{i}/model.joblib") for i in range(${COUNT})]
print("ready", flush=True)
time.sleep(600)`;
  const last = `m${COUNT - 1}`;
  const options = ({ rest, grpc, metrics }: Ports): readonly string[] => [
    ...['--http-port', `${rest}`, '--grpc-port', `${grpc}`, '--metrics-port', `${metrics}`],
  ];
  const load = [HERE('contenders/load-many.mjs'), folder, `${COUNT}`];
  return [
    { name: 'Radiant, models alone', command: () => ({ program: process.execPath, args: load }) },
    {
      name: 'Radiant, serve --repository',
      command: (ports) => ({
        program: process.execPath,
        args: [HERE('../../dist/cli/main.js'), 'serve', '--repository', folder, ...options(ports)],
      }),
      readyPath: `/v2/models/${last}/ready`,
    },
    { name: 'Python, joblib.load', command: () => ({ program: pythons.python, args: ['-c', script, folder] }) },
    {
      name: 'MLServer 1.7.1',
      command: ({ rest, grpc, metrics }) => ({
        program: pythons.mlserver.replace(/python$/, 'mlserver'),
        args: ['start', folder],
        env: { MLSERVER_HTTP_PORT: `${rest}`, MLSERVER_GRPC_PORT: `${grpc}`, MLSERVER_METRICS_PORT: `${metrics}` },
      }),
      readyPath: `/v2/models/${last}/ready`,
    },
    {
      name: 'KServe 0.21.0',
      command: ({ rest }) => ({
        program: pythons.kserve,
        args: [HERE('contenders/kserve_many.py'), folder, `${COUNT}`, '--http_port', `${rest}`],
      }),
      readyPath: `/v1/models/${last}`,
    },
    {
      name: 'seldon-core 1.18.2, one class that holds them',
      command: (ports) => ({
        program: pythons.seldon.replace(/python$/, 'seldon-core-microservice'),
        args: ['many_models.ManyModels', '--service-type', 'MODEL', ...options(ports)],
        cwd: HERE('contenders'),
        env: { MODELS: folder, COUNT: `${COUNT}` },
      }),
      readyPath: '/health/ping',
    },
  ];
}

async function compare(all: readonly Subject[]): Promise<void> {
  const measured = new Map<string, Figures[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < Number(process.argv[2] ?? 3); round++) {
    for (const subject of all) {
      const figures = await measure(subject);
      measured.get(subject.name)!.push(figures);
      console.error(`${subject.name}: ${Math.round(figures.ms)} ms, ${Math.round(figures.memoryMb)} MB`);
    }
  }
  console.log(`| ${COUNT} models | ms from spawn until all are loaded | PSS MB |\n| --- | --- | --- |`);
  for (const [name, rounds] of measured) {
    const times = rounds.map(({ ms }) => ms).sort((a, b) => a - b);
    const memory = Math.max(...rounds.map((figures) => figures.memoryMb));
    console.log(`| ${name} | ${Math.round(times[Math.floor(times.length / 2)]!)} | ${Math.round(memory)} |`);
  }
}

async function measure({ name, command, readyPath }: Subject): Promise<Figures> {
  const ports = await freePorts();
  const { program, args, cwd, env } = command(ports);
  const began = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    const said = new Promise<void>((resolve) =>
      child.stdout.on('data', (text) => /ready/.test(String(text)) && resolve()),
    );
    const ended = new Promise<never>((_, reject) =>
      child.on('exit', (code) => reject(new Error(`${name}: exit ${code}`))),
    );
    ended.catch(() => undefined);
    const ready = readyPath === undefined ? said : answers(`http://127.0.0.1:${ports.rest}${readyPath}`);
    await Promise.race([ready, ended]);
    return { ms: performance.now() - began, memoryMb: memoryMb(child) };
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
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
