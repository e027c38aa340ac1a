import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** The file of the class that stands for the images of `writeDeployment`. */
export const ECHO = fileURLToPath(new URL('fixtures/echo-model.ts', import.meta.url));

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function spawnRadiant(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd = process.cwd(),
): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. */
export async function runRadiant(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = spawnRadiant(args, environment);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'exit'),
  ]);
  return { code: Number(code), out, err };
}

/** The address of the ingress in what `radiant up` writes; undefined until it is there. */
export function addressIn(text: string): string | undefined {
  return /http:\/\/localhost:\d+/.exec(text)?.[0].replace('localhost', '127.0.0.1');
}

/** What the model answers, or the status. */
export async function ask(url: string, name: string): Promise<number> {
  const answer = await fetch(`${url}/seldon/default/${name}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"data":{"ndarray":[[1]]}}',
  });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status} ${body}`);
  return (JSON.parse(body) as { data: { ndarray: number[][] } }).data.ndarray[0]?.[0] as number;
}
