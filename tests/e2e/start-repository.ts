import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const QUIET = ['--grpc-port', 'off', '--metrics-port', '0', '--watch', '0', '--log-level', 'WARNING'];

export interface RunningRepository {
  readonly url: string;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `radiant serve --repository` on a free port of 127.0.0.1 and waits until it serves. */
export async function startRepository(folder: string, args: readonly string[] = []): Promise<RunningRepository> {
  const command = ['src/cli/main.ts', 'serve', '--repository', folder, '--host', '127.0.0.1', '--http-port', '0'];
  const child = spawn(process.execPath, [...command, ...QUIET, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const port = /http:\/\/localhost:(\d+)\/api\/v1\.0\/doc/.exec(text)?.[1];
    if (port === undefined) continue;
    return {
      url: `http://127.0.0.1:${port}`,
      async stop() {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
        return child.exitCode;
      },
    };
  }
  throw new Error(`it ended before it served:\n${text}`);
}
