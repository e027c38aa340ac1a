import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface StartedProcess {
  /** The first group of the expression that was waited for. */
  readonly match: string;
  stop(): Promise<void>;
}

/** Starts a program and waits for a line of its output. Rejects with what it wrote when it ends before. */
export async function startProcess(
  program: string,
  args: readonly string[],
  ready: RegExp,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<StartedProcess> {
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const lines: string[] = [];
  const match = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (lines.length < 200) lines.push(line);
        const found = ready.exec(line);
        if (found !== null) resolve(found[1] ?? '');
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}:\n${lines.join('\n')}`)));
  });
  // A test that fails before it could stop the program must not wait for it.
  child.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  return {
    match,
    stop: async () => {
      process.off('exit', end);
      child.ref();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await once(child, 'exit');
      clearTimeout(timer);
    },
  };
}

/** A port that was free just now, for programs that cannot choose one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
