import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODEL = join(ROOT, 'examples/cluster/serialized_models/cluster_model.joblib');
const MODELS = 2000;
/** What 100 of these models are thought to need. */
const LIMIT = '27MB';
const CALLERS = 16;
/** Node itself with the program is about 100 MB; 2,000 awake models would be far more than this. */
const MOST_MB = 260;

test('2,000 models of which 100 fit in memory all answer, and memory stays below the limit', {
  timeout: 240_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-many-'));
  for (let i = 0; i < MODELS; i++) await copyFile(MODEL, join(folder, `m${i}.joblib`));
  const args = [
    'serve',
    '--repository',
    folder,
    '--max-memory',
    LIMIT,
    '--http-port',
    '0',
    '--grpc-port',
    'off',
    '--metrics-port',
    '0',
    '--watch',
    '0',
    '--log-level',
    'ERROR',
  ];
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await addressOf(child);
    let next = 0;
    const failures: string[] = [];
    const body = JSON.stringify({ inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP64', data: [1, 2] }] });
    const call = async (): Promise<void> => {
      while (next < MODELS) {
        // Neighbours in this order are far from each other in the folder's.
        const name = `m${(next++ * 7) % MODELS}`;
        const answer = await fetch(`${url}/v2/models/${name}/infer`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body,
        });
        const text = await answer.text();
        if (answer.status !== 200 || !text.includes(`"model_name":"${name}"`))
          failures.push(`${answer.status} ${text}`);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, call));
    assert.deepEqual(failures.slice(0, 3), []);
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    assert.ok(peakMb < MOST_MB, `${peakMb.toFixed(0)} MB`);
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true });
  }
});

async function addressOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const port = /http:\/\/localhost:(\d+)\/api\/v1\.0\/doc/.exec(text)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`the server ended: ${text}`);
}
